"""What the docs say is so."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from clusters import ROOT, example

from aksynth.apimodel import render
from aksynth.reference import PAGES as REFERENCE
from aksynth.reference import page as reference
from aksynth.rules import read_string

PAGES = sorted([ROOT / "README.md", *(ROOT / "docs").rglob("*.md"), *(ROOT / "tests").rglob("*.md")])
COMMANDS = [
    (page.name, block)
    for page in PAGES
    for block in re.findall(r"^```sh test\n(.*?)^```", page.read_text("utf-8"), re.DOTALL | re.MULTILINE)
]


SYNTHESIZES = re.compile(r"\b(make|aksynth|cdktf) synth\b")
BLOCKS = [
    pytest.param(page, block, id=f"{page}-{i}", marks=pytest.mark.slow if SYNTHESIZES.search(block) else ())
    for i, (page, block) in enumerate(COMMANDS)
]


@pytest.mark.parametrize(("page", "block"), BLOCKS)
def test_commands(page: str, block: str) -> None:
    """Every command that needs no Azure runs in the checkout as it is written."""
    environment = Path(sys.prefix)
    if environment != ROOT / ".venv" and not os.environ.get("CI"):
        pytest.skip("these commands run in the environment that make sets up")
    settings = {**os.environ, "CI": "1"}
    done = subprocess.run(["bash", "-euc", block], cwd=ROOT, env=settings, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr


def test_there_are_commands() -> None:
    """The first screen's command is among them."""
    assert ("README.md", "make synth\n") in COMMANDS


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_links(page: Path) -> None:
    """A link to a file leads to one."""
    for target in re.findall(r"\]\(([^)#]+)", page.read_text("utf-8")):
        assert target.startswith("http") or (page.parent / target).exists(), target


def test_readme_model() -> None:
    """The first screen's model is the example that the command takes."""
    text = (ROOT / "README.md").read_text("utf-8")
    (model,) = re.findall(r"```json\n(.*?)```", text, re.DOTALL)
    assert json.loads(model) == example("kubernetes")


@pytest.mark.parametrize("name", REFERENCE)
def test_reference_is_current(name: str) -> None:
    """The reference pages are what fields, rules and catalogs say: make reference writes them."""
    assert (ROOT / "docs" / name).read_text("utf-8") == reference(name)


def test_readme_fault() -> None:
    """The fault is what a wrong count gives."""
    text = (ROOT / "examples/kubernetes.json").read_text("utf-8").replace('"count": 1', '"count": 2')
    said = render(read_string(text).faults, "kubernetes.json")
    assert said in (ROOT / "README.md").read_text("utf-8")
