"""A summary of a synthesized stack."""

from __future__ import annotations

import json
import os
from collections import Counter
from collections.abc import Collection
from pathlib import Path

from aksynth.blueprint import Blueprint


def summarize(blueprint: Blueprint, directory: Path) -> str:
    """Several lines: the stack's directory, nodes and addresses, resources by type, and the next commands."""
    content = json.loads((directory / "cdk.tf.json").read_text("utf-8"))
    return "\n".join(
        [
            f"{blueprint.name}: Kubernetes {blueprint.kubernetes.version} in {_relative(directory)}",
            *_nodes(blueprint),
            *_resources(content),
            *_variables(content),
            *_next(_relative(directory)),
        ]
    )


def other_stacks(made: Collection[Path]) -> str:
    """A note on other stacks in the output directory. Empty if there are none."""
    folder = next(iter(made)).parent
    found = sorted(path.parent.name for path in folder.glob("*/cdk.tf.json") if path.parent not in made)
    if not found:
        return ""
    return (
        f"{_relative(folder)} also holds {', '.join(found)}, which this synthesis did not change. A stack is named "
        "after its dnsPrefix, and another name is another cluster with a separate state. If you renamed a cluster, "
        "restore the earlier dnsPrefix, or destroy the earlier cluster from its folder."
    )


def _relative(directory: Path) -> str:
    path = os.path.relpath(directory)
    return str(directory) if path.startswith("..") else path


def _nodes(blueprint: Blueprint) -> list[str]:
    masters = blueprint.masters
    addresses = ", ".join(master.address for master in masters.machines)
    lines = [f"  masters     {len(masters.machines)} x {masters.machine.size}  {addresses}"]
    for pool in blueprint.pools:
        subnet = blueprint.network.subnet(pool.subnet)
        place = f"{pool.ip_address_count} addresses each in {subnet.prefix or subnet.name}"
        lines.append(f"  {pool.name:<11} {pool.count} x {pool.machine.size}  {place}")
    outside = "port 443 of a public name outside" if blueprint.endpoint.public else "no public address"
    return [*lines, f"  API         {blueprint.endpoint.address}:6443 inside, {outside}"]


def _resources(content: dict[str, dict[str, dict[str, object]]]) -> list[str]:
    counts = Counter({kind: len(found) for kind, found in content["resource"].items()})
    lines = [f"  {count:>4}  {kind}" for kind, count in sorted(counts.items())]
    return [f"  {counts.total()} resources:", *lines]


def _variables(content: dict[str, dict[str, dict[str, object]]]) -> list[str]:
    asked = sorted(name for name, variable in content.get("variable", {}).items() if "default" not in variable)
    return [f"  asks for    {', '.join(asked)}"] if asked else []


def _next(directory: str) -> list[str]:
    return [
        "Next:",
        f"  terraform -chdir={directory} init",
        f"  terraform -chdir={directory} apply",
    ]
