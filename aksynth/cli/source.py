"""The line of a model that a fault is in, underlined."""

from __future__ import annotations

import re

from aksynth.apimodel import Fault

_STRING = r'"(?:[^"\\]|\\.)*"'
_TOKEN = re.compile(rf"{_STRING}(\s*:\s*({_STRING}|[^\s,\]}}\[{{]+))?|[^\s,\]}}]+")
_WIDTH = 100


def excerpt(text: str, fault: Fault) -> tuple[str, str] | None:
    """The source line and the marks below it. None if the fault has no line."""
    lines = text.split("\n")
    if not 1 <= fault.line <= len(lines):
        return None
    line = _readable(lines[fault.line - 1])
    start = fault.column - 1
    token = _TOKEN.match(line, start)
    width = max(1, (token.end() if token else start + 1) - start)
    line, start = _window(line, start)
    return line, " " * start + "^" * min(width, _WIDTH, max(1, len(line) - start))


def _readable(line: str) -> str:
    """Replace tabs and control characters without changing the length, so that columns stay the same."""
    return "".join(sign if sign.isprintable() else " " for sign in line)


def _window(line: str, start: int) -> tuple[str, int]:
    """A part of a long line around the place."""
    if len(line) <= _WIDTH:
        return line.rstrip(), start
    first = max(0, start - 20)
    return line[first : first + _WIDTH], start - first
