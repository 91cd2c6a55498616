"""The bindings load one by one where they are known to allow it, and as published everywhere else."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from clusters import ROOT

pytestmark = pytest.mark.slow

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


NODES = """
import os, subprocess
from aksynth import fast_bindings
CHANGE
fast_bindings.install()
import constructs
started = [line.split(None, 2) for line in subprocess.check_output(["ps", "-A", "-o", "pid=,ppid=,comm="], text=True).splitlines()]
nodes, found = {str(os.getpid())}, -1
while found < len(nodes):
    found = len(nodes)
    nodes |= {pid for pid, parent, name in started if parent in nodes and name != "ps"}
print(found - 1)
"""
PRINTING = "setImmediate(() => { console.log('7'); console.error('said') });"


def run(script: str, change: str = "", **environment: str) -> subprocess.CompletedProcess[str]:
    kept = {name: value for name, value in os.environ.items() if name not in ("NODE_OPTIONS", "JSII_NODE")}
    command = [sys.executable, "-c", script.replace("CHANGE", change)]
    return subprocess.run(command, cwd=ROOT, env={**kept, **environment}, capture_output=True, text=True, check=True)


def loaded(change: str = "", script: str = IMPORT) -> list[int]:
    """Whether the bindings load one by one, how often Node preloads, and the modules that one resource loads."""
    return [int(word) for word in run(script, change).stdout.split()]


def test_one_by_one() -> None:
    """One resource loads a handful of modules, and a second call adds nothing."""
    lazy, preloads, modules = loaded()
    assert (lazy, preloads) == (1, 1)
    assert modules < 10


@pytest.mark.parametrize("change", [WISH, UNKNOWN], ids=["by the user's wish", "of another version"])
def test_as_published(change: str) -> None:
    """The bindings are left as they are: Python would import all their modules, and Node preloads nothing."""
    assert loaded(change, IMPORT.replace(RESOURCE, ""))[:2] == [0, 0]


def test_one_node(tmp_path: Path) -> None:
    """jsii's kernel is the Node that Python starts, and what it prints comes out where it was printed to."""
    (tmp_path / "print.js").write_text(PRINTING, "utf-8")
    done = run(NODES, NODE_OPTIONS=f"--require {tmp_path}/print.js")
    assert sorted(done.stdout.split()) == ["1", "7"]
    assert done.stderr == "said\n"


LINKS = """
import pathlib, tempfile
from aksynth import fast_bindings
CHANGE
fast_bindings.install()
import constructs
(package,) = pathlib.Path(tempfile.gettempdir()).glob("jsii-kernel-*/node_modules/constructs")
print(int(package.is_symlink()))
"""


@pytest.mark.parametrize("change", ["", "fast_bindings._KNOWN_JSII = '0.0.0'"], ids=["known", "as published"])
def test_packages_are_links(tmp_path: Path, change: str) -> None:
    """The bindings of azurerm are 1,800 folders: the kernel links them as one, and neither makes nor removes them."""
    assert run(LINKS, change, TMPDIR=str(tmp_path)).stdout == "1\n"


def test_nodes_of_another_jsii() -> None:
    """As published, one Node passes messages on to another one."""
    assert run(NODES, "fast_bindings._KNOWN_JSII = '0.0.0'").stdout == "2\n"
