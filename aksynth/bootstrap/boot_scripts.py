"""Scripts of the model. Machines run them at their first boot."""

from __future__ import annotations

from aksynth.blueprint import Blueprint
from aksynth.bootstrap.file import File


def boot_script_files(blueprint: Blueprint, pool: str | None) -> list[File]:
    """Of the agents of a pool, or of the masters."""
    scripts = (script for script in blueprint.boot_scripts if script.pool == pool)
    return [File(f"/etc/aksynth/{script.when}-bootstrap", "0755", script.content) for script in scripts]
