"""`aksynth init`."""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path
from typing import Annotated, Any

import typer

from aksynth.catalog import kubernetes
from aksynth.cli.check import print_faults
from aksynth.cli.console import OUT, stop
from aksynth.rules import read_string


def init(
    path: Annotated[Path, typer.Argument(metavar="[FILE]", help="File to write.")] = Path("apimodel.json"),
    dns_prefix: Annotated[str, typer.Option(help="Name of the cluster and all its resources.")] = "",
    location: Annotated[str, typer.Option(help="Azure region. Blank: a Terraform variable sets it.")] = "",
    masters: Annotated[int, typer.Option(help="Number of masters: 1, 3 or 5.")] = 0,
    agents: Annotated[int, typer.Option(help="Number of agents in the first pool.")] = 0,
    vm_size: Annotated[str, typer.Option(help="Size of all nodes.")] = "",
    ssh_key: Annotated[
        Path | None, typer.Option(help="File with a public SSH key. Blank: a Terraform variable sets it.")
    ] = None,
) -> None:
    """Write a commented api model to start from. On a terminal, prompt for values that no option sets."""
    if path.exists():
        stop(f"{path} exists; name another file, or move it away")
    document = starting_model(
        dns_prefix=dns_prefix or _ask("Name of the cluster (dnsPrefix)", "mycluster"),
        location=location or _ask("Azure region, blank for a Terraform variable", ""),
        masters=masters or int(_ask("Masters (1, 3 or 5)", "3", number=True)),
        agents=agents or int(_ask("Agents", "3", number=True)),
        vm_size=vm_size or _ask("Size of the nodes", "Standard_D4s_v5"),
        ssh_key=_key(ssh_key),
    )
    text = json.dumps(document, indent=2) + "\n"
    reading = read_string(text)
    if reading.filled is None:
        print_faults({"your input": reading})
        raise typer.Exit(2)
    _write(path, text)
    OUT.print(f"{path} is written. Next: aksynth check {path}; aksynth show {path} --why")


def _ask(question: str, default: str, *, number: bool = False) -> str:
    if not sys.stdin.isatty():
        return default
    answer: Any = typer.prompt(question, default=int(default) if number else default)
    return str(answer)


def _key(path: Path | None) -> str:
    if path is None:
        return ""
    try:
        return path.read_text("utf-8").strip()
    except (OSError, UnicodeDecodeError) as error:
        stop(f"{path} cannot be read: {error}")


def _write(path: Path, text: str) -> None:
    """Never overwrite a file that was created in the meantime."""
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o644)
    except OSError as error:
        stop(f"{path} cannot be written: {error.strerror}")
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        file.write(text)


def starting_model(
    *, dns_prefix: str, location: str, masters: int, agents: int, vm_size: str, ssh_key: str
) -> dict[str, Any]:
    """A small model with comments, which are keys that begin with two slashes."""
    release = kubernetes.default_minor()
    end = kubernetes.end_of_life(release)
    return {
        "//": "aksynth check reports every fault, aksynth explain FIELD describes a field",
        "apiVersion": "vlabs",
        "// location": "blank: a Terraform variable sets it",
        "location": location,
        "properties": {
            "orchestratorProfile": {
                "//": f"supported until {end}; aksynth versions shows the others",
                "orchestratorRelease": release,
            },
            "masterProfile": {
                "// count": "1, 3 or 5; three masters tolerate the loss of one",
                "count": masters,
                "// dnsPrefix": "names the cluster and all its resources; it cannot be changed later",
                "dnsPrefix": dns_prefix,
                "vmSize": vm_size,
            },
            "agentPoolProfiles": [{"name": "agentpool1", "count": agents, "vmSize": vm_size}],
            "linuxProfile": {
                "adminUsername": "azureuser",
                "// ssh": "blank key: a Terraform variable sets it",
                "ssh": {"publicKeys": [{"keyData": ssh_key}]},
            },
            "aksynth": {
                "// access": "ranges that reach the public API; omitted: a Terraform variable sets them",
                "access": {},
            },
        },
    }
