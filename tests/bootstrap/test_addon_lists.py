"""What is left to do after add-ons were applied."""

from __future__ import annotations

import json
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest
from clusters import ROOT

PROGRAM = ROOT / "aksynth/bootstrap/files/addons.jq"
Item = dict[str, Any]


def item(kind: str, name: str, group: str = "apps/v1", namespace: str | None = "kube-system") -> Item:
    place = {"namespace": namespace} if namespace else {}
    return {"apiVersion": group, "kind": kind, "metadata": {"name": name, **place}}


def settled(
    folder: Path, known: dict[str, list[Item]], present: str, applied: dict[str, list[Item]], prune: bool = True
) -> dict[str, Any]:
    """What the program says: lists in the cluster, names of add-ons that the state has, and those just applied."""
    if shutil.which("jq") is None:
        pytest.skip("jq is not installed: lists of add-ons are not looked at")
    maps = [
        {"metadata": {"labels": {"a/b": name}}, "data": {"objects": json.dumps(objects)}}
        for name, objects in known.items()
    ]
    (folder / "known").write_text(json.dumps({"items": maps}))
    (folder / "present").write_text("".join(f"{name}\n" for name in present.split()))
    (folder / "applied").write_text("".join(json.dumps({"key": k, "value": v}) for k, v in applied.items()))
    command = ["jq", "-n", "-f", PROGRAM, "--arg", "prune", "prune" if prune else "keep", "--arg", "listed", "a/b"]
    command += ["--rawfile", "present", "present", "--slurpfile", "applied", "applied", "--slurpfile", "known", "known"]
    found: dict[str, Any] = json.loads(subprocess.check_output(command, cwd=folder, text=True))
    return found


def names(items: list[Item]) -> list[str]:
    return [i["metadata"]["name"] for i in items]


A, B, C = (
    item("DaemonSet", "a"),
    item("ServiceAccount", "b", "v1"),
    item("StorageClass", "c", "storage.k8s.io/v1", None),
)
GONE = item("CustomResourceDefinition", "d", "apiextensions.k8s.io/v1", None)
SPACE = item("Namespace", "e", "v1", None)
CASES: dict[str, tuple[dict[str, list[Item]], str, dict[str, list[Item]], list[str], list[str]]] = {
    # lists, present, applied, deleted in this order, kept for others' sake
    "the first time": ({}, "x", {"x": [A]}, [], []),
    "nothing new": ({"x": [A, B]}, "x", {"x": [A, B]}, [], []),
    "an object less": ({"x": [A, B]}, "x", {"x": [A]}, ["b"], []),
    "an add-on less, last object first": ({"x": [A], "y": [B, C]}, "x", {"x": [A]}, ["c", "b", "aksynth-addon-y"], []),
    "an object moves to another add-on": ({"x": [A, B], "y": [C]}, "x y", {"x": [A], "y": [C, B]}, [], []),
    "an add-on that could not be applied keeps all": ({"x": [A, B], "y": [C]}, "x y", {"y": [C]}, [], []),
    "what it has is not another's loss": ({"x": [A], "y": [A]}, "x", {}, ["aksynth-addon-y"], []),
    "another version of the same object": ({"x": [item("P", "a", "policy/v1beta1")]}, "x", {"x": [item("P", "a", "policy/v1")]}, [], []),
    "the same name in another group": ({"x": [item("P", "a", "one/v1")]}, "x", {"x": [item("P", "a", "two/v1")]}, ["a"], []),
    "the same name in another namespace": ({"x": [A]}, "x", {"x": [item("DaemonSet", "a", namespace="n")]}, ["a"], []),
    "definitions and namespaces": ({"y": [GONE, SPACE, A]}, "", {}, ["a", "aksynth-addon-y"], ["d", "e"]),
}  # fmt: skip


@pytest.mark.parametrize(("known", "present", "applied", "deleted", "stays"), CASES.values(), ids=CASES)
def test_prune(
    tmp_path: Path,
    known: dict[str, list[Item]],
    present: str,
    applied: dict[str, list[Item]],
    deleted: list[str],
    stays: list[str],
) -> None:
    found = settled(tmp_path, known, present, applied)
    assert names(found["delete"]) == deleted
    assert names(found["stays"]) == stays
    lists = {m["metadata"]["labels"]["a/b"]: json.loads(m["data"]["objects"]) for m in found["lists"]["items"]}
    assert lists == applied


def test_keep(tmp_path: Path) -> None:
    """A run between two states deletes nothing and forgets nothing: the next state may have come to another master."""
    found = settled(tmp_path, {"x": [A, B], "y": [C]}, "x", {"x": [A, item("New", "n")]}, prune=False)
    assert (found["delete"], found["stays"]) == ([], [])
    (kept,) = found["lists"]["items"]
    assert names(json.loads(kept["data"]["objects"])) == ["a", "n", "b"]
