"""What a failed apply left in Azure comes into the state, for every type of resource that a cluster has."""

from __future__ import annotations

import hashlib
import json
import re
from pathlib import Path

import pytest
from clusters import example
from terraform_workspace import Stack
from typer.testing import CliRunner

from aksynth.cli import app

from .lives import applied, workspace

MACHINE = "azurerm_linux_virtual_machine"


def lose(stack: Stack) -> set[str]:
    """Take everything of Azure out of the state, as a runner does that is killed before it writes one; its types."""
    path = next(stack.folder.glob("terraform.*.tfstate"))
    state = json.loads(path.read_text("utf-8"))
    lost = {r["type"] for r in state["resources"] if r["mode"] == "managed" and r["type"].startswith("azurerm_")}
    state["resources"] = [r for r in state["resources"] if r["type"] not in lost]
    path.write_text(json.dumps({**state, "serial": state["serial"] + 1}), "utf-8")
    return lost


def recover(stack: Stack, log: str) -> list[str]:
    """Run the command on a failed apply's output; the arguments of the apply that it prints."""
    done = CliRunner().invoke(app, ["import", str(stack.folder), "-"], input=log)
    assert done.exit_code == 0, done.output
    for id_ in re.findall(r"az vm(?:ss)? delete (?:--yes )?--ids (\S+)", done.stdout):
        deleted_by_hand(stack, id_)
    (line,) = [line for line in done.stdout.splitlines() if line.startswith("  terraform ")]
    return re.findall(r"-replace=[^\s']+", line)


def deleted_by_hand(stack: Stack, id_: str) -> None:
    """What `az vmss delete` and `az vm delete` do to the simulated cloud: the addresses of instances go as well."""
    folder = stack.folder / ".terraform/tfsim-cloud"
    for key in (id_.lower(), f"addresses:{id_}".lower()):
        name = hashlib.sha1(key.encode()).hexdigest()
        for ending in ("json", "instances"):
            (folder / f"{name}.{ending}").unlink(missing_ok=True)


def test_every_type_comes_back(environment: dict[str, str], tmp_path: Path) -> None:
    """With all of a cluster lost to the state, applies and imports in turn end with everything in it; machines are
    replaced, and nothing else is."""
    stack = applied(tmp_path, environment, example("ha"))
    ids = {address: values["id"] for address, values in stack.values().items()}
    lost = lose(stack)
    arguments: list[str] = []
    replaced: set[str] = set()
    for _ in range(12):
        done = stack.apply(*arguments, check=False)
        if done.returncode == 0:
            break
        arguments = recover(stack, done.stderr)
        replaced |= {argument.removeprefix("-replace=") for argument in arguments}
    assert done.returncode == 0, done.stderr
    (stack.folder / "imports.tf.json").unlink()
    assert stack.plan() == {}
    found = {address: values["id"] for address, values in stack.values().items()}
    runs = "azurerm_virtual_machine_run_command."  # each run has a new name
    assert {k: v for k, v in found.items() if runs not in k} == {k: v for k, v in ids.items() if runs not in k}
    assert found.keys() == ids.keys()
    assert {address.split(".")[0] for address in found} >= lost
    assert replaced == {a for a in ids if a.split(".")[0] == MACHINE}


@pytest.mark.parametrize(
    ("name", "pool"),
    [
        ("kubernetes", "azurerm_linux_virtual_machine_scale_set.pools_agentpool1"),
        ("availability-set", "azurerm_linux_virtual_machine.pools_workers_0"),
    ],
)
def test_half_made_machine(environment: dict[str, str], tmp_path: Path, name: str, pool: str) -> None:
    """Agents that Azure had no room for exist after the failed apply, and are complete after two more."""
    stack = workspace(tmp_path, environment, example(name))
    fault = f"{pool.partition('.')[0]}.*{'' if name == 'kubernetes' else 'workers-*-0'}:409:1:create+orphan"
    failed = stack.init().apply(check=False, TFSIM_FAIL=fault)
    assert pool not in stack.values()
    nothing = CliRunner().invoke(app, ["import", str(stack.folder), "-"], input=failed.stderr)
    assert (nothing.exit_code, "Run terraform apply again" in nothing.output) == (2, True)
    log = stack.apply("-json", check=False).stdout
    arguments = recover(stack, log)
    assert arguments == [] and pool not in (stack.folder / "imports.tf.json").read_text("utf-8")
    stack.apply()
    (stack.folder / "imports.tf.json").unlink()
    assert stack.plan() == {}
