"""The form of catalog files: a record a line, so that a change can be read."""

from __future__ import annotations

import json
from typing import Any

_WIDTH = 130


def write(content: dict[str, Any]) -> str:
    """Keep the given order. An object is on one line if it fits, a list always is."""
    return _write("", content, "") + "\n"


def _write(start: str, value: Any, indent: str) -> str:
    """`start` is the text before the value on its line."""
    line = start + json.dumps(value, ensure_ascii=False)
    if not isinstance(value, dict) or len(line) <= _WIDTH:
        return line
    inner = indent + "  "
    lines = (_write(f"{inner}{json.dumps(key)}: ", item, inner) for key, item in value.items())
    return f"{start}{{\n" + ",\n".join(lines) + f"\n{indent}}}"
