"""checkov on the plans of whole clusters: a failure has its reason in the catalog, and a reason has its failure."""

from __future__ import annotations

import fnmatch
import json
import os
import subprocess
from pathlib import Path
from typing import Any

import pytest
from clusters import ROOT
from terraform_workspace import Chains

from aksynth.catalog.data import read

from .models import MODELS

CHECKOV = ROOT / ".venv/checkov/bin/checkov"
"""An environment of its own: it wants older releases of what the tests use."""
EXCEPTIONS = read("checkov")["exceptions"]


@pytest.fixture(scope="module")
def failed(lives: Chains, tmp_path_factory: pytest.TempPathFactory) -> set[tuple[str, str]]:
    """Check and Terraform address of all that fails in any plan."""
    if not CHECKOV.exists() and not os.environ.get("CI"):
        pytest.skip("checkov is not installed: make test does that")
    folder = tmp_path_factory.mktemp("checkov")
    for name in MODELS:
        (folder / f"{name.replace('/', '-')}.json").write_text(lives.result(name).texts["plan"], "utf-8")
    reports = _run(folder)
    assert sum(report["summary"]["passed"] for report in reports) > 50 * len(MODELS)
    return {(f["check_id"], f["resource"]) for report in reports for f in report["results"]["failed_checks"]}


def _run(folder: Path) -> list[dict[str, Any]]:
    """Without the network: no platform, no downloaded modules or rules."""
    command = [CHECKOV, "-d", folder, "--framework", "terraform_plan", "--skip-download", "-o", "json", "--quiet"]
    done = subprocess.run([*command, "--compact"], capture_output=True, text=True)
    assert done.stdout, done.stderr
    found = json.loads(done.stdout)
    return found if isinstance(found, list) else [found]


def test_every_failure_has_its_reason(failed: set[tuple[str, str]]) -> None:
    """Fix a new one, or write down in aksynth/catalog/checkov.json why it is so."""
    assert [f"{check} {address}" for check, address in sorted(failed) if not _excepted(check, address)] == []


def test_no_reason_is_stale(failed: set[tuple[str, str]]) -> None:
    """An exception that no failure needs would hide the next one."""
    patterns = [(check, pattern) for check, row in EXCEPTIONS.items() for pattern in row["resources"]]
    assert [pair for pair in patterns if not any(_matches(pair, failure) for failure in failed)] == []


def _excepted(check: str, address: str) -> bool:
    return any(
        _matches((check, pattern), (check, address))
        for pattern in EXCEPTIONS.get(check, {"resources": []})["resources"]
    )


def _matches(exception: tuple[str, str], failure: tuple[str, str]) -> bool:
    return exception[0] == failure[0] and fnmatch.fnmatchcase(failure[1], exception[1])
