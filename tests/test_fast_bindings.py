"""The bindings load one by one where they are known to allow it, and as published everywhere else."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest
from clusters import ROOT

RESOURCE = "from cdktf_cdktf_provider_azurerm.resource_group import ResourceGroup"
IMPORT = f"""
import os, sys
from aksynth import fast_bindings
CHANGE
fast_bindings.install(); fast_bindings.install()
lazy = "cdktf_cdktf_provider_azurerm" in sys.modules
{RESOURCE}
modules = len([m for m in sys.modules if m.startswith("cdktf_cdktf_provider_azurerm.")])
print(int(lazy), os.environ.get("NODE_OPTIONS", "").count("fast_bindings.js"), modules)
"""
UNKNOWN = "fast_bindings._KNOWN_VERSION = '0.0.0'"
WISH = "os.environ['AKSYNTH_STOCK_IMPORT'] = '1'"


def loaded(change: str = "", script: str = IMPORT) -> list[int]:
    """Whether the bindings load one by one, how often Node preloads, and the modules that one resource loads."""
    environment = {name: value for name, value in os.environ.items() if name not in ("NODE_OPTIONS", "JSII_NODE")}
    command = [sys.executable, "-c", script.replace("CHANGE", change)]
    return [int(word) for word in subprocess.check_output(command, cwd=ROOT, env=environment, text=True).split()]


def test_one_by_one() -> None:
    """One resource loads a handful of modules, and a second call adds nothing."""
    lazy, preloads, modules = loaded()
    assert (lazy, preloads) == (1, 1)
    assert modules < 10


@pytest.mark.parametrize("change", [WISH, UNKNOWN], ids=["by the user's wish", "of another version"])
def test_as_published(change: str) -> None:
    """The bindings are left as they are: Python would import all their modules, and Node preloads nothing."""
    assert loaded(change, IMPORT.replace(RESOURCE, ""))[:2] == [0, 0]
