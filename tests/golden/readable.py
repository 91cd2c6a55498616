"""Synthesized JSON as people review it: a line of a text is a line of the golden."""

from __future__ import annotations

import json
import re
from typing import Any

_JOINED = r'join\(\\"\\", (local\.[a-z0-9_-]+)\)'
"""A text in parts, as it is in JSON."""
_FILE = re.compile(r"^- path: (?P<path>\S+)$", re.M)


def readable(content: dict[str, Any]) -> str:
    """The content as text. Of the files of nodes, whose content has goldens of its own, there are the paths and what
    Terraform fills in."""
    shown = {**content, "locals": {name: _local(value) for name, value in content["locals"].items()}}
    return re.sub(_JOINED, r"\1", json.dumps(_lines(shown), indent=2, sort_keys=True)) + "\n"


def _local(value: Any) -> Any:
    """A list is a text in parts."""
    value = "".join(value) if isinstance(value, list) else value
    paths = _paths(value) if isinstance(value, str) else []
    return {"files": paths, "filled in": sorted(set(re.findall(r"(?<!\$)\$\{[^}]*\}", value)))} if paths else value


def _paths(text: str) -> list[str]:
    """Of cloud-init's user data, or of a master's desired state."""
    return _FILE.findall(text) or re.findall(r'"path":"([^"]*)"', text.replace('\\"', '"'))


def _lines(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _lines(item) for name, item in value.items()}
    if isinstance(value, list):
        return [_lines(item) for item in value]
    return value.splitlines() if isinstance(value, str) and "\n" in value else value
