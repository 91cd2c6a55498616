"""What an earlier synthesis wrote is removed if nobody used it."""

from __future__ import annotations

from pathlib import Path

import pytest

from aksynth.output_directory import RECORD, record, remove_unused


def stack(directory: Path, name: str) -> Path:
    folder = directory / "stacks" / name
    folder.mkdir(parents=True)
    (folder / "cdk.tf.json").write_text(f"{{}} {name}")
    return folder


@pytest.mark.parametrize(
    ("trace", "is_removed"),
    [
        ("", True),
        ("terraform.other.tfstate", True),
        ("out/stacks/old/.terraform", False),
        ("out/stacks/old/override.tf", False),
        ("out/stacks/old/cdk.tf.json", False),
        ("terraform.old.tfstate", False),
        ("terraform.old.tfstate.backup", False),
        (f"out/{RECORD}", False),
    ],
)
def test_unused_stacks_are_removed(tmp_path: Path, trace: str, is_removed: bool) -> None:
    """A folder that anybody changed or initialized remains, and so does one with a state or without a record."""
    out = tmp_path / "out"
    old, new = stack(out, "old"), stack(out, "new")
    record(out, [old])
    record(out, [new])
    if trace:
        (tmp_path / trace).write_text('{"stacks": []}')
    assert remove_unused(out, [new]) == ([old] if is_removed else [])
    assert (old.exists(), new.exists()) == (not is_removed, True)
    assert remove_unused(out, [new]) == []


def test_a_stack_of_another_program_remains(tmp_path: Path) -> None:
    """Only the record says which stacks were written here."""
    theirs, ours = stack(tmp_path, "theirs"), stack(tmp_path, "ours")
    assert remove_unused(tmp_path, [ours]) == [] and theirs.exists()
