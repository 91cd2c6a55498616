"""`aksynth import`."""

from __future__ import annotations

import json
import shlex
import sys
from pathlib import Path
from typing import Annotated

import typer

from aksynth.cli.console import OUT, stop
from aksynth.cli.orphans import orphans

FILE = "imports.tf.json"
_MACHINE = "azurerm_linux_virtual_machine."
_DELETED = {
    "azurerm_linux_virtual_machine.pools_": "az vm delete --yes",
    "azurerm_linux_virtual_machine_scale_set.": "az vmss delete",
}
"""Agents by address, and the command that deletes them. Terraform would create the replacement, with the same name,
before it destroys the old resource."""


def import_(
    directory: Annotated[Path, typer.Argument(metavar="DIRECTORY", help="Directory in which terraform apply runs.")],
    log: Annotated[
        Path,
        typer.Argument(metavar="LOG", help="Output of the failed apply, as text or -json. - reads standard input."),
    ],
) -> None:
    """Write import blocks for resources that a failed apply left in Azure but not in the state, and print the next
    command."""
    if not directory.is_dir():
        stop(f"{directory} is not a directory; name the directory in which terraform apply runs")
    try:
        text = sys.stdin.read() if str(log) == "-" else log.read_text("utf-8", errors="replace")
        found = orphans(text)
        deletions = {to: f"{command} --ids {shlex.quote(found[to])}" for to in found if (command := _deletion(to))}
        ids = {**_written(directory / FILE), **{to: id_ for to, id_ in found.items() if to not in deletions}}
    except (OSError, ValueError) as error:
        stop(str(error))
    if not found:
        stop(
            f'{log}: no resource "already exists". Run terraform apply again: it names what Azure holds and the state '
            "does not. Save what it prints, and give that to this command"
        )
    (directory / FILE).write_text(_blocks(ids), "utf-8")
    OUT.print(f"{directory / FILE}: {len(found) - len(deletions)} resources of {log} to import")
    OUT.print(_next(directory, ids, sorted(deletions.values())))


def _written(path: Path) -> dict[str, str]:
    """Keep earlier blocks: an import that no apply reached is still needed, and a completed import is a no-op."""
    if not path.exists():
        return {}
    try:
        return {block["to"]: block["id"] for block in json.loads(path.read_text("utf-8"))["import"]}
    except (ValueError, TypeError, KeyError):
        raise ValueError(f"{path} was not written by this command; remove it") from None


def _blocks(ids: dict[str, str]) -> str:
    return json.dumps({"import": [{"to": to, "id": ids[to]} for to in sorted(ids)]}, indent=2) + "\n"


def _next(directory: Path, ids: dict[str, str], deletions: list[str]) -> str:
    """Delete agents and replace masters, because their creation may be incomplete. Import all other resources."""
    machines = sorted(to for to in ids if _is(to, _MACHINE))
    delete = "".join(f"  {command}\n" for command in deletions)
    replace = "".join(f" {shlex.quote(f'-replace={to}')}" for to in machines)
    place = shlex.quote(str(directory))
    return (
        f"Next, and then remove the file:\n{delete}"
        f"  terraform -chdir={place} apply{replace}\n"
        f"  rm {shlex.quote(str(directory / FILE))}\n"
        'If this apply also ends with "already exists", give its output to this command in the same way.'
    )


def _deletion(address: str) -> str:
    return next((command for kind, command in _DELETED.items() if _is(address, kind)), "")


def _is(address: str, kind: str) -> bool:
    return address[address.rfind("azurerm_") :].startswith(kind)
