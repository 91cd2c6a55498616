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


def labelled(item: Item, addon: str) -> Item:
    """The object as it is applied, of which a list keeps only what it is found by."""
    return {**item, "metadata": {**item["metadata"], "labels": {"a/c": addon}}, "data": {"x": "y"}}


def settled(folder: Path, known: dict[str, list[Item]], rendered: dict[str, list[Item]], mode: str) -> dict[str, Any]:
    """What the program says: lists in the cluster, and the objects of the add-ons that the state has."""
    if shutil.which("jq") is None:
        pytest.skip("jq is not installed: lists of add-ons are not looked at")
    maps = [
        {
            "metadata": {"name": f"aksynth-addon-{name}", "labels": {"a/b": name}},
            "data": {"objects": json.dumps(objects)},
        }
        for name, objects in known.items()
    ]
    maps += [{"metadata": {"name": "of-somebody", "labels": {"a/b": "x"}}}]
    (folder / "known").write_text(json.dumps({"items": maps}))
    whole = [labelled(i, name) for name, items in rendered.items() for i in items]
    (folder / "rendered").write_text("".join(json.dumps(i) for i in whole))
    command = ["jq", "-n", "-f", PROGRAM, "--arg", "mode", mode, "--arg", "list", "a/b", "--arg", "addon", "a/c"]
    command += ["--slurpfile", "rendered", "rendered", "--slurpfile", "known", "known"]
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
CLAIM, DNS = item("PersistentVolumeClaim", "f", "v1", "default"), item("ConfigMap", "coredns", "v1")
CASES: dict[str, tuple[dict[str, list[Item]], dict[str, list[Item]], list[str], list[str]]] = {
    # lists, objects of this state, deleted in this order, kept for others' sake
    "the first time": ({}, {"x": [A]}, [], []),
    "nothing new": ({"x": [A, B]}, {"x": [A, B]}, [], []),
    "an object less": ({"x": [A, B]}, {"x": [A]}, ["b"], []),
    "an add-on less, last object first": ({"x": [A], "y": [B, C]}, {"x": [A]}, ["c", "b"], []),
    "an object moves to another add-on": ({"x": [A, B], "y": [C]}, {"x": [A], "y": [C, B]}, [], []),
    "an add-on gets another name": ({"x": [A, B]}, {"z": [A, B]}, [], []),
    "two had the same": ({"x": [A], "y": [A]}, {"x": [A]}, [], []),
    "another version of the same object": ({"x": [item("P", "a", "policy/v1beta1")]}, {"x": [item("P", "a", "policy/v1")]}, [], []),
    "the same name in another group": ({"x": [item("P", "a", "one/v1")]}, {"x": [item("P", "a", "two/v1")]}, ["a"], []),
    "the same name in another namespace": ({"x": [A]}, {"x": [item("DaemonSet", "a", namespace="n")]}, ["a"], []),
    "the namespace that is meant where none is named": ({"x": [item("P", "a", namespace=None)]}, {"x": [item("P", "a", namespace="default")]}, [], []),
    "definitions, namespaces, claims, kubeadm's": ({"y": [GONE, SPACE, A, CLAIM, DNS]}, {}, ["a"], ["d", "e", "f", "coredns"]),
}  # fmt: skip


@pytest.mark.parametrize(("known", "rendered", "deleted", "stays"), CASES.values(), ids=CASES)
def test_prune(
    tmp_path: Path,
    known: dict[str, list[Item]],
    rendered: dict[str, list[Item]],
    deleted: list[str],
    stays: list[str],
) -> None:
    found = settled(tmp_path, known, rendered, "prune")
    assert names(found["delete"]) == deleted
    assert names(found["stays"]) == stays
    assert lists(found) == rendered
    assert set(names(found["forget"])) == {f"aksynth-addon-{name}" for name in known.keys() - rendered.keys()}


def lists(found: dict[str, Any]) -> dict[str, list[Item]]:
    return {m["metadata"]["labels"]["a/b"]: json.loads(m["data"]["objects"]) for m in found["lists"]["items"]}


def test_keep(tmp_path: Path) -> None:
    """A run between two states deletes nothing and forgets nothing: the next state may have come to another master."""
    found = settled(tmp_path, {"x": [A, B], "y": [C]}, {"x": [A, item("New", "n")]}, "keep")
    assert (found["delete"], found["stays"], found["forget"]) == ([], [], [])
    assert {name: names(objects) for name, objects in lists(found).items()} == {"x": ["a", "n", "b"]}
