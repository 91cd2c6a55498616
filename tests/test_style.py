"""The text that people read avoids the phrases of docs/contributing/style.md."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from clusters import ROOT

PHRASES = (
    r"takes no such",
    r"\bof one's own\b",
    r"\banew\b",
    r"\b(is|are|was|were) told\b",
    r"\blies\b",
    r"\bstands\b",
    r"look for a slip",
    r"without (a )?meaning today",
)
HABIT = re.compile("|".join(PHRASES), re.IGNORECASE)
PAGE = ROOT / "docs/contributing/style.md"
FOLDERS = ("aksynth", "constructs", "stacks", "docs", "examples", "tests")
KINDS = {".md", ".py", ".sh", ".jq", ".json", ".service", ".timer", ".yaml", ".svg", ".toml"}
SOURCES = sorted(
    path
    for folder in FOLDERS
    for path in (ROOT / folder).rglob("*")
    if path.suffix in KINDS and path not in (PAGE, Path(__file__).resolve()) and "schemas" not in path.parts
)


def habits(text: str) -> list[str]:
    """Line number and phrase of each."""
    lines = text.splitlines()
    return [f"{number}: {found.group()}" for number, line in enumerate(lines, 1) for found in HABIT.finditer(line)]


@pytest.mark.parametrize("folder", ["", *FOLDERS])
def test_plain_english(folder: str) -> None:
    """Files at the top and in each folder."""
    top = [ROOT / name for name in ("README.md", "CHANGELOG.md", "main.py", "Makefile", "pyproject.toml")]
    chosen = [path for path in SOURCES if path.relative_to(ROOT).parts[0] == folder] if folder else top
    found = [f"{path.relative_to(ROOT)}:{habit}" for path in chosen for habit in habits(path.read_text("utf-8"))]
    assert not found, "\n".join(found)


def test_page_names_them() -> None:
    """The page lists what this test rejects, and the test sees it."""
    left = re.findall(r"^\| ([^|]+) \| [^|]+ \|$", PAGE.read_text("utf-8").split("## Glossary")[0], re.MULTILINE)
    named = [phrase for cell in left[2:] for phrase in cell.split(", ")]
    assert [phrase for phrase in named if not HABIT.search(phrase)] == ["of its own"]
