"""What the docs say is so."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from clusters import EXAMPLES, ROOT, example
from typer.testing import CliRunner

from aksynth.apimodel import render
from aksynth.cli import app
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
ACTIVATE = ". .venv/bin/activate\n"
PLAIN = re.compile(r"(aksynth [\w ./*=,\[\]-]+( > /dev/null)?\n)*")
"""Lines without any other program and without anything of a shell but the names of files."""
BLOCKS = [
    pytest.param(page, block, id=f"{page}-{i}", marks=pytest.mark.slow if SYNTHESIZES.search(block) else ())
    for i, (page, block) in enumerate(COMMANDS)
]


@pytest.mark.parametrize(("page", "block"), BLOCKS)
def test_commands(page: str, block: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Every command that needs no Azure runs in the checkout as it is written. tests/test_package.py starts aksynth as a
    program; here the first lines of a block run in this process where they are plain."""
    if SYNTHESIZES.search(block) or not block.startswith((ACTIVATE, "aksynth ")):
        _run_in_shell(block)
        return
    lines = block.removeprefix(ACTIVATE)
    plain = PLAIN.match(lines)[0]  # type: ignore[index]
    monkeypatch.chdir(ROOT)
    for line in re.findall(r"^aksynth (.*?)(?: > /dev/null)?$", plain, re.MULTILINE):
        _run_aksynth(line.split())
    if rest := lines.removeprefix(plain):
        _run_in_shell(ACTIVATE + rest)


def _run_aksynth(words: list[str]) -> None:
    """With the files that a pattern names, as a shell gives them."""
    arguments = [name for word in words for name in (sorted(map(str, Path().glob(word))) if "*" in word else [word])]
    done = CliRunner().invoke(app, arguments, catch_exceptions=False)
    assert done.exit_code == 0, done.output


def _run_in_shell(block: str) -> None:
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


def test_readme_resources() -> None:
    """It shows as many resources as the command writes."""
    golden = ROOT / "tests/golden/__snapshots__/test_golden/test_synthesized_json[kubernetes][kubernetes].json"
    count = sum(map(len, json.loads(golden.read_text("utf-8"))["resource"].values()))
    assert f"\n  {count} resources:\n" in (ROOT / "README.md").read_text("utf-8")


@pytest.mark.parametrize("name", REFERENCE)
def test_reference_is_current(name: str) -> None:
    """The reference pages are what fields, rules and catalogs say: make reference writes them."""
    assert (ROOT / "docs" / name).read_text("utf-8") == reference(name)


FEATURES = [
    line.split(" | ")
    for line in (ROOT / "README.md").read_text("utf-8").partition("| Feature |")[2].splitlines()[2:]
    if line.startswith("|")
]


@pytest.mark.parametrize("row", FEATURES, ids=lambda row: row[0].strip("| "))
def test_feature_of_aks_engine(row: list[str]) -> None:
    """Its examples have no fault, and its test takes them, or every example that has a life."""
    _, examples, _, test = row
    (path,) = re.findall(r"\]\((tests/[^)]+)\)", test)
    text = (ROOT / path).read_text("utf-8")
    for name in re.findall(r"examples/([^)]+)\.json\)", examples):
        assert not read_string((ROOT / f"examples/{name}.json").read_text("utf-8")).faults
        assert f'example("{name}")' in text or name in EXAMPLES


def test_features_of_aks_engine() -> None:
    assert len(FEATURES) == 17


def test_readme_fault() -> None:
    """The fault is what a wrong count gives."""
    text = (ROOT / "examples/kubernetes.json").read_text("utf-8").replace('"count": 1', '"count": 2')
    said = render(read_string(text).faults, "kubernetes.json")
    assert said in (ROOT / "README.md").read_text("utf-8")
