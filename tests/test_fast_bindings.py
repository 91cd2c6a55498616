"""The bindings load one by one where they are known to allow it, and as published everywhere else."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest
from clusters import ROOT

COUNT = "len([m for m in sys.modules if m.startswith('cdktf_cdktf_provider_azurerm.')])"
IMPORT = f"""
import os, sys
from aksynth import fast_bindings
CHANGE
fast_bindings.install(); fast_bindings.install()
from cdktf_cdktf_provider_azurerm.resource_group import ResourceGroup
print({COUNT}, os.environ.get("NODE_OPTIONS", "").count("fast_bindings.js"))
"""


def loaded(change: str = "") -> tuple[int, int]:
    """Modules of the bindings that one resource loads, and how often Node is told to preload."""
    environment = {name: value for name, value in os.environ.items() if name not in ("NODE_OPTIONS", "JSII_NODE")}
    command = [sys.executable, "-c", IMPORT.replace("CHANGE", change)]
    text = subprocess.check_output(command, cwd=ROOT, env=environment, text=True)
    modules, preloads = map(int, text.split())
    return modules, preloads


def test_one_by_one() -> None:
    """One resource loads a handful of modules, and a second call adds nothing."""
    modules, preloads = loaded()
    assert modules < 10
    assert preloads == 1


@pytest.mark.parametrize(
    "change", ["fast_bindings._KNOWN_VERSION = '0.0.0'", "os.environ['AKSYNTH_STOCK_IMPORT'] = '1'"]
)
def test_stock(change: str) -> None:
    """Another version, or the user's wish, loads the bindings as they were published."""
    modules, preloads = loaded(change)
    assert modules > 1000
    assert preloads == 0
