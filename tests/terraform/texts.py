"""Texts of nodes beside the JSON: Terraform reads a file once, and parses a text of the JSON twenty times in a plan."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from itertools import groupby
from pathlib import Path

FOLDER = "texts"


def texts_beside(content: str, place: Path) -> str:
    """The same configuration, whose locals read what Terraform need not evaluate from files below PLACE."""
    found = json.loads(content)
    for name, value in found["locals"].items():
        if isinstance(value, list):
            parts = groupby(value, _is_literal)
            found["locals"][name] = [part for same, run in parts for part in (_read(place, run) if same else run)]
    return json.dumps(found, indent=2)


def _is_literal(template: str) -> bool:
    """Whether nothing is evaluated; what could be read in two ways is left to Terraform."""
    rest = template.replace("$${", "").replace("%%{", "")
    return not any(sign in rest for sign in ("${", "%{")) and not any(sign in template for sign in ("$$$", "%%%"))


def _read(place: Path, templates: Iterable[str]) -> list[str]:
    """One expression that reads the texts of these templates, which their local joins."""
    text = "".join(templates).replace("$${", "${").replace("%%{", "%{")
    path = place / FOLDER / hashlib.sha256(text.encode()).hexdigest()[:16]
    path.parent.mkdir(exist_ok=True)
    path.write_text(text, "utf-8")
    return [f'${{file("{FOLDER}/{path.name}")}}']
