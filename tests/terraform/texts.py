"""Texts of nodes beside the JSON: Terraform reads a file once, and parses a text of the JSON twenty times in a plan."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from itertools import groupby
from pathlib import Path
from typing import Any

FOLDER = "texts"


def texts_beside(locals_: dict[str, Any], place: Path) -> dict[str, Any]:
    """The same locals, which read from files below PLACE what Terraform need not evaluate."""
    return {name: _beside(value, place) if isinstance(value, list) else value for name, value in locals_.items()}


def _beside(parts: list[str], place: Path) -> list[str]:
    """Locals join their parts."""
    runs = groupby(parts, _is_literal)
    return [part for literal, run in runs for part in (_read(place, run) if literal else run)]


def _is_literal(template: str) -> bool:
    """Whether nothing is evaluated; what could be read in two ways is left to Terraform."""
    rest = template.replace("$${", "").replace("%%{", "")
    return not any(sign in rest for sign in ("${", "%{")) and not any(sign in template for sign in ("$$$", "%%%"))


def _read(place: Path, templates: Iterable[str]) -> list[str]:
    """One expression that reads the texts of these templates."""
    text = "".join(templates).replace("$${", "${").replace("%%{", "%{")
    path = place / FOLDER / hashlib.sha256(text.encode()).hexdigest()[:16]
    path.parent.mkdir(exist_ok=True)
    path.write_text(text, "utf-8")
    return [f'${{file("{FOLDER}/{path.name}")}}']
