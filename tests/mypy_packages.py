"""A mypy plugin that shows mypy the packages of `package-dir` in pyproject.toml.

mypy knows a package by its path alone: `constructs/` is no `aksynth._constructs` to it. So each of these folders gets a
link below mypy's cache, which `mypy_path` names. Nothing else uses the links.
"""

from __future__ import annotations

import os
import tomllib
from pathlib import Path

from mypy.plugin import Plugin

_ROOT = Path(__file__).resolve().parent.parent
_LINKS = _ROOT / ".mypy_cache/packages"


def plugin(version: str) -> type[Plugin]:
    """What mypy calls before it looks for modules."""
    setuptools = tomllib.loads((_ROOT / "pyproject.toml").read_text("utf-8"))["tool"]["setuptools"]
    for name, folder in setuptools["package-dir"].items():
        link = _LINKS / name.replace(".", "/")
        link.parent.mkdir(parents=True, exist_ok=True)
        if not link.exists():
            link.symlink_to(os.path.relpath(_ROOT / folder, link.parent), target_is_directory=True)
    return Plugin
