"""The stacks of an output directory: a record of those that were written, so that unused ones can be removed."""

from __future__ import annotations

import hashlib
import json
import shutil
from collections.abc import Collection
from pathlib import Path

RECORD = "aksynth.json"
"""In the output directory: the SHA-256 hash of each stack's cdk.tf.json, by the name of the stack."""


def record(directory: Path, made: Collection[Path]) -> None:
    """Add the stacks in these folders to the record."""
    stacks = {name: digest for name, digest in _recorded(directory).items() if _folder(directory, name).is_dir()}
    stacks |= {folder.name: _digest(folder) for folder in made}
    text = json.dumps({"stacks": dict(sorted(stacks.items()))}, indent=2)
    (directory / RECORD).write_text(f"{text}\n", "utf-8")


def remove_unused(directory: Path, made: Collection[Path]) -> list[Path]:
    """Remove the folders of earlier stacks, and return them.

    A folder remains if it is not in the record, if it was changed or initialized, or if there is a state beside the
    output directory.
    """
    names = {folder.name for folder in made}
    unused = [
        _folder(directory, name)
        for name, digest in _recorded(directory).items()
        if name not in names and _is_untouched(directory, name, digest)
    ]
    for folder in unused:
        shutil.rmtree(folder)
    return unused


def _is_untouched(directory: Path, name: str, digest: str) -> bool:
    folder = _folder(directory, name)
    if not folder.is_dir() or [path.name for path in folder.iterdir()] != ["cdk.tf.json"]:
        return False
    has_state = any(directory.resolve().parent.glob(f"terraform.{name}.tfstate*"))
    return not has_state and _digest(folder) == digest


def _recorded(directory: Path) -> dict[str, str]:
    """By the name of the stack. Empty if the record is missing or is not what `record` writes."""
    try:
        stacks = json.loads((directory / RECORD).read_text("utf-8"))["stacks"]
        return {name: str(digest) for name, digest in stacks.items() if Path(name).name == name}
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return {}


def _folder(directory: Path, name: str) -> Path:
    return directory / "stacks" / name


def _digest(folder: Path) -> str:
    return hashlib.sha256((folder / "cdk.tf.json").read_bytes()).hexdigest()
