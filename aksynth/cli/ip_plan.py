"""`aksynth ip-plan`."""

from __future__ import annotations

import json
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.table import Table

from aksynth.blueprint import Blueprint, resolve
from aksynth.blueprint.address_plan import AddressPlan, Growth, SubnetPlan, address_plan
from aksynth.cli.check import print_faults
from aksynth.cli.console import OUT, Settings, write
from aksynth.pictures.address_map import as_html, as_svg
from aksynth.rules import read


class Format(StrEnum):
    """The output format of an address plan."""

    TEXT = "text"
    JSON = "json"


def ip_plan(
    model: Annotated[Path, typer.Argument(metavar="MODEL", help="An api model.")],
    format_: Annotated[Format, typer.Option("--format", help="Output format.")] = Format.TEXT,
    svg: Annotated[Path | None, typer.Option("--svg", metavar="FILE", help="Also write a map of the subnets.")] = None,
    html: Annotated[Path | None, typer.Option("--html", metavar="FILE", help="Also write the map as a page.")] = None,
    settings: Settings = None,
) -> None:
    """Show how the addresses of each subnet are used, how many are free, and how far each pool can grow."""
    blueprint = read_cluster(model, settings or [])
    plan = address_plan(blueprint)
    if format_ is Format.JSON:
        OUT.print(json.dumps(as_document(plan), indent=2))
    else:
        _print(blueprint, plan)
    for path, picture in ((svg, as_svg), (html, as_html)):
        if path:
            write(path, picture(blueprint.name, plan))


def read_cluster(model: Path, settings: list[str]) -> Blueprint:
    """The cluster of a model. If the model has an error, print its faults and exit with code 2."""
    reading = read(model, settings=settings)
    if reading.filled is None:
        print_faults({str(model): reading})
        raise typer.Exit(2)
    return resolve(reading.filled)


def as_document(plan: AddressPlan) -> dict[str, Any]:
    """Ranges and addresses as text, and counts."""
    return {
        "addressSpace": plan.address_space,
        "serviceCidr": plan.service_cidr,
        "subnets": [_subnet(subnet) for subnet in plan.subnets],
        "pods": vars(plan.pods) if plan.pods else None,
    }


def _subnet(subnet: SubnetPlan) -> dict[str, Any]:
    return {
        "name": subnet.name,
        "range": str(subnet.range or ""),
        "free": subnet.free,
        "uses": [
            {"kind": s.kind, "owner": s.owner, "first": str(s.first), "last": str(s.last), "count": s.count}
            for s in subnet.spans
        ],
        "pools": [{**vars(growth), "surge_fits": growth.surge_fits} for growth in subnet.growth],
        "problems": list(subnet.problems),
    }


def _print(blueprint: Blueprint, plan: AddressPlan) -> None:
    OUT.print(
        f"{blueprint.name}: virtual network {plan.address_space or '(range unknown)'}, Services {plan.service_cidr}"
    )
    for subnet in plan.subnets:
        OUT.print(f"\nSubnet {subnet.name} {_size(subnet)}")
        OUT.print(_uses(subnet))
        if subnet.growth:
            OUT.print(_pools(subnet.growth))
        for problem in subnet.problems:
            OUT.print(f"  problem: {problem}")
    if plan.pods:
        pods = plan.pods
        OUT.print(
            f"\nPods {pods.range}: a /{pods.node_prefix} for each of {pods.nodes} nodes, at most {pods.largest:,} nodes"
        )


def _size(subnet: SubnetPlan) -> str:
    if subnet.range is None:
        return "(range unknown: set it in properties.aksynth.subnets)"
    return f"{subnet.range}: {subnet.range.num_addresses:,} addresses, {subnet.free:,} free"


def _uses(subnet: SubnetPlan) -> Table:
    table = Table("  Addresses", "Count", "Use", box=None, pad_edge=False)
    table.columns[1].justify = "right"
    for span in subnet.spans:
        table.add_row(f"  {span.text}", f"{span.count:,}", span.owner)
    return table


def _pools(growth: tuple[Growth, ...]) -> Table:
    table = Table(
        "  Pool", "Nodes", "Addresses each", "Nodes that fit", "One more for an upgrade", box=None, pad_edge=False
    )
    for row in growth:
        fits = "unknown" if row.largest is None else f"{row.largest:,}"
        surge = "unknown" if row.largest is None else "fits" if row.surge_fits else "does not fit"
        table.add_row(f"  {row.pool}", str(row.count), str(row.addresses_per_node), fits, surge)
    return table
