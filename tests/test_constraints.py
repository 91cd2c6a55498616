"""The pinned packages install with every Python that aksynth promises to work with."""

from __future__ import annotations

import os
import sysconfig
import tomllib
from importlib.metadata import Distribution, distributions
from pathlib import Path

import pytest
from clusters import ROOT
from packaging.specifiers import SpecifierSet


def test_pins_admit_the_oldest_python() -> None:
    """pip refuses a package that wants a newer patch release than, for example, a stable distribution has."""
    assert _too_new(Path(sysconfig.get_path("purelib"))) == []


@pytest.mark.terraform
def test_pins_of_checkov_admit_it_too() -> None:
    checkov = list(ROOT.glob(".venv/checkov/lib/python3*/site-packages"))
    if not checkov and not os.environ.get("CI"):
        pytest.skip("checkov is not installed: make test does that")
    assert _too_new(*checkov) == []


def _too_new(packages: Path) -> list[str]:
    found = list(distributions(path=[str(packages)]))
    assert found
    return [f"{each.name} {each.version}" for each in found if not _wanted(each).contains(_oldest())]


def _wanted(distribution: Distribution) -> SpecifierSet:
    return SpecifierSet(str(distribution.metadata.json.get("requires_python", "")))


def _oldest() -> str:
    """The x.y.0 of `requires-python`."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    return f"{project['requires-python'].removeprefix('>=')}.0"
