"""A JSON reader that keeps the position of every value."""

from __future__ import annotations

import re
from json.decoder import JSONDecodeError, scanstring  # type: ignore[attr-defined]
from typing import Any

Path = tuple[str | int, ...]

_BLANK = re.compile(r"[ \t\n\r]*")
_NUMBER = re.compile(r"-?(0|[1-9]\d*)(\.\d+)?([eE][-+]?\d+)?")
_WORDS: dict[str, bool | None] = {"true": True, "false": False, "null": None}
_DEEPEST = 64


class BrokenJsonError(ValueError):
    """What is wrong, at `offset` of the text."""

    def __init__(self, message: str, offset: int) -> None:
        super().__init__(message)
        self.offset = offset


class JsonText:
    """A parsed text: `value`, and for every path the `offsets` of its key (or of the value itself in a list).

    `twice` lists the paths whose object has that key more than once: the later counts. `scalars` has each value that is
    neither object nor list, in the order of the text: its path, where it begins and where it ends.

    Raises BrokenJsonError.
    """

    def __init__(self, text: str) -> None:
        self.text = text
        self.offsets: dict[Path, int] = {(): 0}
        self.twice: list[Path] = []
        self.scalars: list[tuple[Path, int, int]] = []
        start = self._blank(0)
        self.value, end = self._value(start, ())
        if (end := self._blank(end)) < len(text):
            raise BrokenJsonError("there is text after the end of the document", end)

    def position(self, offset: int) -> tuple[int, int]:
        """Line and column of an offset, both from 1."""
        before = self.text[:offset]
        return before.count("\n") + 1, offset - (before.rfind("\n") + 1) + 1

    def _blank(self, at: int) -> int:
        return _BLANK.match(self.text, at).end()  # type: ignore[union-attr]

    def _value(self, at: int, path: Path) -> tuple[Any, int]:
        if len(path) > _DEEPEST:
            raise BrokenJsonError(f"nested deeper than {_DEEPEST} levels", at)
        self.offsets.setdefault(path, at)
        match self.text[at : at + 1]:
            case "{":
                return self._object(at + 1, path)
            case "[":
                return self._list(at + 1, path)
            case sign:
                value, end = self._string(at) if sign == '"' else self._scalar(at)
                self.scalars.append((path, at, end))
                return value, end

    def _string(self, at: int) -> tuple[str, int]:
        try:
            text, end = scanstring(self.text, at + 1, True)
        except JSONDecodeError as error:
            raise BrokenJsonError(error.msg.lower(), min(error.pos, len(self.text))) from None
        return str(text), int(end)

    def _scalar(self, at: int) -> tuple[Any, int]:
        for word, value in _WORDS.items():
            if self.text.startswith(word, at):
                return value, at + len(word)
        number = _NUMBER.match(self.text, at)
        if not number or len(number.group()) > 40:
            # The text there may be a secret, so it is not repeated.
            found = "; strings need double quotes" if at < len(self.text) else ", found the end of the file"
            raise BrokenJsonError(f"expected a value{found}", at)
        text = number.group()
        return (float(text) if number.group(2) or number.group(3) else int(text)), number.end()

    def _object(self, at: int, path: Path) -> tuple[dict[str, Any], int]:
        found: dict[str, Any] = {}
        at = self._blank(at)
        while not self.text.startswith("}", at):
            if not self.text.startswith('"', at):
                raise BrokenJsonError('expected a key in double quotes or "}"', at)
            key, colon = self._string(at)
            if not self.text.startswith(":", colon := self._blank(colon)):
                raise BrokenJsonError('expected ":" after the key', colon)
            self._remember(found, (*path, key), at)
            found[key], end = self._value(self._blank(colon + 1), (*path, key))
            at = self._next(end, "}", "a comma before the next key")
        return found, at + 1

    def _remember(self, found: dict[str, Any], path: Path, at: int) -> None:
        self.offsets[path] = at
        if path[-1] in found:
            self.twice.append(path)

    def _list(self, at: int, path: Path) -> tuple[list[Any], int]:
        found: list[Any] = []
        at = self._blank(at)
        while not self.text.startswith("]", at):
            value, end = self._value(at, (*path, len(found)))
            found.append(value)
            at = self._next(end, "]", "a comma before the next value")
        return found, at + 1

    def _next(self, end: int, closing: str, wanted: str) -> int:
        end = self._blank(end)
        if self.text.startswith(closing, end):
            return end
        if not self.text.startswith(",", end):
            raise BrokenJsonError(f'expected {wanted}, or "{closing}"', end)
        following = self._blank(end + 1)
        if self.text.startswith(closing, following):
            raise BrokenJsonError(f'unexpected comma before "{closing}"', end)
        return following
