"""One question and one answer over a Unix socket, in the form that Python itself has for such values."""

from __future__ import annotations

import contextlib
import marshal
import socket
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

Message = dict[str, Any]


def ask(path: str, question: Message) -> Message:
    """The answer of who listens at PATH; ConnectionError where nobody does or the machine goes down meanwhile."""
    with socket.socket(socket.AF_UNIX) as line:
        line.connect(path)
        line.sendall(marshal.dumps(question))
        line.shutdown(socket.SHUT_WR)
        text = _all(line)
    if not text:
        raise ConnectionResetError(path)
    answer: Message = marshal.loads(text)
    return answer


def answer(path: str, handle: Callable[[Message], Message]) -> None:
    """Listen at PATH, each question on a thread of its own."""
    Path(path).unlink(missing_ok=True)
    listener = socket.socket(socket.AF_UNIX)
    listener.bind(path)
    listener.listen(64)
    threading.Thread(target=_accept, args=(listener, handle), daemon=True).start()


def _accept(listener: socket.socket, handle: Callable[[Message], Message]) -> None:
    while True:
        line, _ = listener.accept()
        threading.Thread(target=_one, args=(line, handle), daemon=True).start()


def _one(line: socket.socket, handle: Callable[[Message], Message]) -> None:
    with line:
        reply = marshal.dumps(handle(marshal.loads(_all(line))))
        # A script that was stopped waits for nothing.
        with contextlib.suppress(BrokenPipeError):
            line.sendall(reply)


def _all(line: socket.socket) -> bytes:
    parts = []
    while part := line.recv(65536):
        parts.append(part)
    return b"".join(parts)
