"""The line of a model that a fault stands in, underlined, and never with a secret."""

from __future__ import annotations

import re

from aksynth.apimodel import Fault, known
from aksynth.apimodel.model import ApiModel

_STRING = r'"(?:[^"\\]|\\.)*"'
_TOKEN = re.compile(rf"{_STRING}(\s*:\s*({_STRING}|[^\s,\]}}\[{{]+))?|[^\s,\]}}]+")
_WIDTH = 100
_SECRETS = "|".join(sorted({str(field.field.alias) for field in known(ApiModel) if not field.facts.is_shown}))
_SECRET = re.compile(rf'("(?:{_SECRETS})"\s*:\s*)({_STRING}?|\[[^\]]*\]?)', re.IGNORECASE)
_KEY = re.compile(r'"[^"]*PRIVATE KEY(?:[^"\\]|\\.)*"?|(?:(?<=://)|(?<="))[^/@"\s]+(?=@)')
"""A private key, or name and password in an address."""


def excerpt(text: str, fault: Fault) -> tuple[str, str] | None:
    """The source line and the marks below it; None where the fault has no place."""
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
    """Without secrets, tabs and control characters, and as long as before, so that columns stay."""
    hidden = _KEY.sub(lambda found: "*" * len(found.group()), _SECRET.sub(_hide, line))
    return "".join(sign if sign.isprintable() else " " for sign in hidden)


def _hide(found: re.Match[str]) -> str:
    return found.group(1) + "*" * len(found.group(2))


def _window(line: str, start: int) -> tuple[str, int]:
    """A part of a long line around the place."""
    if len(line) <= _WIDTH:
        return line.rstrip(), start
    first = max(0, start - 20)
    return line[first : first + _WIDTH], start - first
