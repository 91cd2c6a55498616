"""Custom files that have the path of a file of the cluster."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from aksynth.apimodel import Fault
from aksynth.blueprint import Blueprint
from aksynth.bootstrap import File

RULE = "A333"


def taken_paths(blueprint: Blueprint, files: Sequence[File]) -> Iterator[Fault]:
    """`files` are all of a master. A path that is the folder of another file is taken too."""
    custom = sorted(file.path for file in blueprint.custom_files)
    for path in custom:
        others = [file.path for file in files]
        others.remove(path)
        if found := next((other for other in others if _meet(path, other)), ""):
            yield _fault(path, found)


def _meet(path: str, other: str) -> bool:
    return path == other or path.startswith(f"{other}/") or other.startswith(f"{path}/")


def _fault(path: str, found: str) -> Fault:
    return Fault(
        rule=RULE,
        path=("properties", "masterProfile", "customFiles"),
        message=f"{path} and {found}, which the masters have too, cannot both exist",
        value="",
        allowed="",
        advice="write another path",
        severity="error",
    )
