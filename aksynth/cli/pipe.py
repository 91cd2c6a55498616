"""Output whose reader may leave early, as in `aksynth explain | head`."""

from __future__ import annotations

import os
from collections.abc import Callable
from typing import Any, TextIO


class Pipe:
    """A stream that discards what is written after its reader has closed it, so that a command still ends with its own
    exit code. Any other error of the stream ends the program with one line."""

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream

    def __getattr__(self, name: str) -> Any:
        return getattr(self._stream, name)

    def write(self, text: str) -> int:
        return self._or_discard(lambda: self._stream.write(text))

    def flush(self) -> None:
        self._or_discard(lambda: self._stream.flush() or 0)

    def _or_discard(self, call: Callable[[], int]) -> int:
        try:
            return call()
        except BrokenPipeError:
            self._discard()
            return 0
        except OSError as error:
            self._discard()
            raise SystemExit(f"the output cannot be written: {error.strerror}") from None

    def _discard(self) -> None:
        """From now on. The interpreter writes what is left when it ends."""
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, self._stream.fileno())
        os.close(nowhere)
