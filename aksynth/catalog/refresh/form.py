"""The form of catalog files: one fact a line, so that a change can be read."""

from __future__ import annotations

import json
from typing import Any


def write(content: dict[str, Any]) -> str:
    """Sorted as given; what lies two levels deep stands on one line."""
    rows = [f"  {json.dumps(key)}: {_value(value)}" for key, value in content.items()]
    return "{\n" + ",\n".join(rows) + "\n}\n"


def _value(value: Any) -> str:
    if not isinstance(value, dict):
        return _line(value)
    rows = [f"    {json.dumps(key)}: {_line(item)}" for key, item in value.items()]
    return "{\n" + ",\n".join(rows) + "\n  }" if rows else "{}"


def _line(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)
