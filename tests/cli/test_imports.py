"""`aksynth import` reads what Terraform prints, in every form in which people keep it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from aksynth.cli import app
from aksynth.cli.orphans import orphans

GROUP = "/subscriptions/s/resourceGroups/g"
NIC = f"{GROUP}/providers/Microsoft.Network/networkInterfaces/n"
SUBNET = f"{GROUP}/providers/Microsoft.Network/virtualNetworks/v/subnets/s"
WORDS = (
    'a resource with the ID "{id}" already exists - to be managed via Terraform this resource needs to be imported '
    'into the State. Please see the resource documentation for "{type}" for more information'
)
EXISTS = WORDS.format(id=NIC, type="azurerm_network_interface")
PAIR = (
    f'an association between "{SUBNET}" and "{GROUP}/providers/Microsoft.Network/networkSecurityGroups/x" already '
    "exists - to be managed via Terraform this association needs to be imported into the State."
)
BOX = """\x1b[31m╷\x1b[0m\x1b[0m
\x1b[31m│\x1b[0m \x1b[0m\x1b[1m\x1b[31mError: \x1b[0m\x1b[0m\x1b[1m{words}\x1b[0m
\x1b[31m│\x1b[0m \x1b[0m
\x1b[31m│\x1b[0m \x1b[0m\x1b[0m  with {address},
\x1b[31m│\x1b[0m \x1b[0m  on cdk.tf.json line 1, in resource.azurerm_network_interface.n:
\x1b[31m╵\x1b[0m\x1b[0m
"""
OTHER = "\nError: creating it: 409 (409 Conflict)\n\n  with azurerm_public_ip.p,\n  on cdk.tf.json line 7\n"
LINE = json.dumps(
    {"@level": "error", "diagnostic": {"severity": "error", "summary": EXISTS, "detail": "", "address": "azurerm_x.n"}}
)
LOGS = {
    "plain": (f"\nError: {EXISTS}\n\n  with azurerm_x.n,\n  on cdk.tf.json line 1\n", {"azurerm_x.n": NIC}),
    "styled": (BOX.format(words=EXISTS, address="azurerm_x.n"), {"azurerm_x.n": NIC}),
    "two and another": (
        BOX.format(words=EXISTS, address="azurerm_x.n") + OTHER + BOX.format(words=PAIR, address="azurerm_y.s"),
        {"azurerm_x.n": NIC, "azurerm_y.s": SUBNET},
    ),
    "in a module": (
        BOX.format(words=EXISTS, address='module.k["a"].azurerm_x.n'),
        {'module.k["a"].azurerm_x.n': NIC},
    ),
    "json": (f'{{"@level": "info"}}\n{LINE}\nnot json "diagnostic"\n', {"azurerm_x.n": NIC}),
    "another fault only": (OTHER, {}),
    "empty": ("", {}),
}


@pytest.mark.parametrize("name", LOGS)
def test_logs(name: str) -> None:
    """Address and id of what exists, and of nothing else."""
    log, expected = LOGS[name]
    assert orphans(log) == expected


def test_blocks_are_added(tmp_path: Path) -> None:
    """A second log adds to the blocks of the first; machines of both are replaced, and the rest is taken as it is."""
    for address in ("azurerm_network_interface.n", "azurerm_linux_virtual_machine.masters_0"):
        done = CliRunner().invoke(app, ["import", str(tmp_path), "-"], input=BOX.format(words=EXISTS, address=address))
        assert done.exit_code == 0, done.output
    assert json.loads((tmp_path / "imports.tf.json").read_text("utf-8")) == {
        "import": [
            {"to": "azurerm_linux_virtual_machine.masters_0", "id": NIC},
            {"to": "azurerm_network_interface.n", "id": NIC},
        ]
    }
    assert "apply -replace=azurerm_linux_virtual_machine.masters_0\n" in done.output


@pytest.mark.parametrize(
    ("directory", "log", "words"),
    [("gone", "log", "not a directory"), (".", "gone", "No such file"), (".", "log", "Run terraform apply again")],
)
def test_faults(tmp_path: Path, directory: str, log: str, words: str) -> None:
    """A wrong argument says what to do and writes nothing."""
    (tmp_path / "log").write_text("Apply complete!", "utf-8")
    done = CliRunner().invoke(app, ["import", str(tmp_path / directory), str(tmp_path / log)])
    assert (done.exit_code, words in done.output) == (2, True), done.output
    assert not (tmp_path / "imports.tf.json").exists()


def test_foreign_file(tmp_path: Path) -> None:
    """A file of somebody else by this name is not written over."""
    (tmp_path / "imports.tf.json").write_text("{}", "utf-8")
    log = BOX.format(words=EXISTS, address="azurerm_x.n")
    done = CliRunner().invoke(app, ["import", str(tmp_path), "-"], input=log)
    assert (done.exit_code, "remove it" in done.output) == (2, True)
