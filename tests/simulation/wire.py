"""One question and one answer over a Unix socket: texts, each after its length as a little-endian number of 32 bits,
all of them after the length of the whole, since a machine may go down in the middle."""

from __future__ import annotations

import contextlib
import socket
import struct
import threading
from collections.abc import Callable
from pathlib import Path

Message = list[str]


def ask(path: str, question: Message) -> Message:
    """The answer of who listens at PATH; ConnectionError where nobody does or the machine goes down meanwhile."""
    with socket.socket(socket.AF_UNIX) as line:
        line.connect(path)
        line.sendall(_packed(question))
        line.shutdown(socket.SHUT_WR)
        return receive(line)


def receive(line: socket.socket) -> Message:
    """What the other side sends before it ends; ConnectionError where it is cut."""
    return _unpacked(_all(line))


def answer(path: str, handle: Callable[[Message], Message]) -> None:
    """Listen at PATH, each question on a thread of its own. Whoever sees PATH can connect."""
    begun = Path(path[:-1] + "~")
    begun.unlink(missing_ok=True)
    listener = socket.socket(socket.AF_UNIX)
    listener.bind(str(begun))
    listener.listen(64)
    begun.rename(path)
    threading.Thread(target=_accept, args=(listener, handle), daemon=True).start()


def _accept(listener: socket.socket, handle: Callable[[Message], Message]) -> None:
    while True:
        line, _ = listener.accept()
        threading.Thread(target=_one, args=(line, handle), daemon=True).start()


def _one(line: socket.socket, handle: Callable[[Message], Message]) -> None:
    # A script that was stopped asks half of a question, or waits for nothing.
    with line, contextlib.suppress(BrokenPipeError, ConnectionResetError):
        reply(line, handle(receive(line)))


def reply(line: socket.socket, message: Message) -> None:
    line.sendall(_packed(message))


def _packed(message: Message) -> bytes:
    parts = [text.encode(errors="surrogateescape") for text in message]
    return _counted(b"".join(_counted(part) for part in parts))


def _counted(part: bytes) -> bytes:
    return struct.pack("<I", len(part)) + part


def _unpacked(text: bytes) -> Message:
    if len(text) != 4 + int.from_bytes(text[:4], "little"):
        raise ConnectionResetError("the machine went down")
    found, at = [], 4
    while at < len(text):
        end = at + 4 + int.from_bytes(text[at : at + 4], "little")
        found.append(text[at + 4 : end].decode(errors="surrogateescape"))
        at = end
    return found


def _all(line: socket.socket) -> bytes:
    parts = []
    while part := line.recv(65536):
        parts.append(part)
    return b"".join(parts)
