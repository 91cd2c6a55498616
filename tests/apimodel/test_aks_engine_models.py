"""AKS Engine's own example models, each with what becomes of it."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from clusters import ROOT

from aksynth.blueprint import resolve
from aksynth.defaults import expanded
from aksynth.rules import Reading, read_string

MODELS = ROOT.parent / "shared/apimodels"
RETIRED = {"V10", "V88", "A16", "V21", "V155"}
"""Rules that refuse what cannot exist today."""

pytestmark = pytest.mark.skipif(not MODELS.is_dir(), reason="AKS Engine's example models are not beside the checkout")


def filled_in(path: Path) -> str:
    """The model as a user would complete it: a name, and a subscription in the ids."""
    document: Any = json.loads(path.read_text("utf-8"))
    masters = document["properties"]["masterProfile"]
    masters["dnsPrefix"] = masters.get("dnsPrefix") or "fromaksengine"
    return json.dumps(document, indent=2).replace("SUB_ID", "11111111-2222-3333-4444-555555555555")


def readings() -> dict[str, Reading]:
    paths = sorted(MODELS.rglob("*.json"))
    return {str(path.relative_to(MODELS)): read_string(filled_in(path)) for path in paths}


def verdict(reading: Reading) -> str:
    """kept, mapped or refused; kept ones may hold what is not built yet."""
    if reading.filled is None:
        return "refused"
    return "mapped" if {fault.rule for fault in reading.faults} - {"A10"} else "kept"


def test_reviewed_table(snapshot: Any) -> None:
    """What becomes of each, and every reason."""
    lines = []
    for name, reading in readings().items():
        lines.append(f"{verdict(reading):<8} {name}")
        for fault in reading.faults:
            found = f" {fault.value}" if fault.value else ""
            lines.append(f"    {fault.severity:<7} {fault.rule:<4} {fault.location}{found}: {fault.message}")
    assert "\n".join(lines) == snapshot


def test_nine_in_ten_are_accepted() -> None:
    """Of those that describe what can exist today."""
    counts: Counter[bool] = Counter()
    for reading in readings().values():
        errors = {fault.rule for fault in reading.faults if fault.severity == "error"}
        if not errors & RETIRED:
            counts[reading.filled is not None] += 1
    assert counts[True] >= 9 * counts[False]
    assert counts.total() > 60


@pytest.mark.parametrize("name", [str(p.relative_to(MODELS)) for p in sorted(MODELS.rglob("*.json"))])
def test_accepted_ones_resolve(name: str) -> None:
    """Into a blueprint that is the same when the resolved model is read again."""
    reading = read_string(filled_in(MODELS / name))
    if reading.filled is None:
        assert all(fault.line for fault in reading.faults)
        return
    again = read_string(json.dumps(expanded(reading.filled)))
    assert again.filled is not None, again.faults
    assert resolve(again.filled) == resolve(reading.filled)
