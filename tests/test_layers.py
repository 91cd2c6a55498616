"""The house: layers know only what is below them, and what needs no Node does not load it."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from pathlib import Path

import pytest
from clusters import ROOT

LAYERS = [
    "catalog",
    "addresses",
    "each_text",
    "resource_id",
    "apimodel",
    "defaults",
    "rules",
    "blueprint",
    "bootstrap",
    "_constructs",
    "_stacks",
]
"""From the ground up; each may import those before it."""

WITHOUT_NODE = [
    "apimodel",
    "defaults",
    "rules",
    "catalog",
    "blueprint",
    "bootstrap",
    "pictures",
    "summary",
    "cli",
    "reference",
]


def imports(path: Path, package: str) -> set[str]:
    """The layers of aksynth that a file imports."""
    found = set()
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.ImportFrom):
            module = node.module or ""
            full = f"{package}.{module}" if node.level else module
            names = [f"{full}.{alias.name}" for alias in node.names]
        elif isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        else:
            continue
        for name in names:
            parts = name.split(".")
            if parts[0] == "aksynth" and len(parts) > 1:
                found.add({"constructs": "_constructs", "stacks": "_stacks"}.get(parts[1], parts[1]))
            elif parts[0] in ("cdktf", "jsii", "constructs") or parts[0].startswith("cdktf_"):
                found.add("cdktf")
    return found


def files(layer: str) -> list[Path]:
    place = ROOT / (layer[1:] if layer.startswith("_") else f"aksynth/{layer}")
    return sorted(place.rglob("*.py")) if place.is_dir() else [place.with_suffix(".py")]


@pytest.mark.parametrize("layer", LAYERS)
def test_one_direction(layer: str) -> None:
    """No file imports a layer above its own, and only the upper two know cdktf."""
    above = set(LAYERS[LAYERS.index(layer) + 1 :]) | (set() if layer.startswith("_") else {"cdktf"})
    found = files(layer)
    assert found
    for path in found:
        assert not imports(path, f"aksynth.{layer}") & above, path


LONGEST_FUNCTION, LONGEST_FILE = 70, 260


def test_sizes() -> None:
    """A function is read at a glance, and a file has one noun. The longest function lists the fields of a blueprint."""
    for path in (path for folder in ("aksynth", "constructs", "stacks") for path in (ROOT / folder).rglob("*.py")):
        text = path.read_text("utf-8")
        functions = [node for node in ast.walk(ast.parse(text)) if isinstance(node, ast.FunctionDef)]
        long = [node.name for node in functions if (node.end_lineno or 0) - node.lineno >= LONGEST_FUNCTION]
        assert not long and text.count("\n") <= LONGEST_FILE, (path, long)


def test_without_node() -> None:
    """Checking a model and showing it load neither cdktf nor jsii."""
    modules = ", ".join(f"aksynth.{name}" for name in WITHOUT_NODE)
    code = f"import sys, {modules}; print([m for m in ('cdktf', 'jsii', 'constructs') if m in sys.modules])"
    assert subprocess.check_output([sys.executable, "-c", code], cwd=ROOT, text=True).strip() == "[]"


@pytest.mark.parametrize("folder", ["constructs", "stacks"])
def test_folders_are_no_packages(folder: str) -> None:
    """With an __init__.py the folder would hide PyPI's package of the same name; no link leads to it."""
    assert not (ROOT / folder / "__init__.py").exists()
    assert not (ROOT / f"aksynth/_{folder}").exists()


def test_no_symlinks() -> None:
    """A checkout of a git that writes none has the same product; links in tests name their stand-ins."""
    command = ["git", "ls-files", "--stage", ":!tests"]
    listed = subprocess.check_output(command, cwd=ROOT, text=True).splitlines()
    assert [line for line in listed if line.startswith("120000")] == []


def tracked() -> list[Path]:
    names = subprocess.check_output(["git", "ls-files"], cwd=ROOT, text=True).splitlines()
    return [ROOT / name for name in names if (ROOT / name).is_file()]


def test_no_place_of_a_machine() -> None:
    """No file names a folder of somebody's machine, and the constraints name no registry."""
    pattern = re.compile(r"(?<![\w.])/(home/(?!azureuser)|work/|Users/|tmp/[a-z])")
    for path in tracked():
        if path.suffix in (".py", ".sh", ".md", ".json", ".toml", ".txt", "") and "tfsim" not in path.parts:
            found = pattern.search(path.read_text("utf-8"))
            assert not found or path.name == "test_layers.py", (path, found)
    assert "://" not in (ROOT / "constraints.txt").read_text()
