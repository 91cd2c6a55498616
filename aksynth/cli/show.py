"""`aksynth show`."""

from __future__ import annotations

import dataclasses
import json
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any

import typer

from aksynth.apimodel import written
from aksynth.apimodel.masking import may_be_secret
from aksynth.blueprint import resolve
from aksynth.cli.check import print_faults
from aksynth.cli.cluster_summary import print_cluster
from aksynth.cli.console import OUT, Settings
from aksynth.defaults import Filled, expanded
from aksynth.defaults.origin import nearest
from aksynth.rules import read


class Format(StrEnum):
    """The output format of a cluster."""

    TEXT = "text"
    JSON = "json"
    MODEL = "model"


def show(
    model: Annotated[Path, typer.Argument(metavar="MODEL", help="An api model.")],
    why: Annotated[bool, typer.Option("--why", help="Also show where each value comes from.")] = False,
    format_: Annotated[
        Format, typer.Option("--format", help="text, json (the blueprint) or model (the api model with all defaults).")
    ] = Format.TEXT,
    settings: Settings = None,
) -> None:
    """Show the cluster that a model describes: nodes, addresses, versions, identities, add-ons."""
    reading = read(model, settings=settings or ())
    if reading.filled is None:
        print_faults({str(model): reading})
        raise typer.Exit(2)
    if format_ is Format.MODEL:
        OUT.print(json.dumps(expanded(reading.filled), indent=2))
        return
    blueprint = resolve(reading.filled)
    if format_ is Format.JSON:
        document = {"blueprint": dataclasses.asdict(blueprint), **({"why": _why(reading.filled)} if why else {})}
        OUT.print(json.dumps(document, indent=2))
        return
    print_cluster(blueprint)
    if why:
        _reasons(reading.filled)


def _why(filled: Filled) -> list[dict[str, Any]]:
    rows = []
    for field in written(filled.model):
        if not isinstance(field.value, str | int | float | bool) or not field.facts.is_shown:
            continue
        if may_be_secret(str(field.value)):
            continue
        origin = nearest(filled.origins, field.path)
        rows.append({"path": _location(field.path), "value": field.value, "why": str(origin or "written")})
    return rows


def _location(path: tuple[str | int, ...]) -> str:
    return "".join(f"[{part}]" if isinstance(part, int) else f".{part}" for part in path).removeprefix(".")


def _reasons(filled: Filled) -> None:
    OUT.print("Why")
    for row in _why(filled):
        value = row["value"] if isinstance(row["value"], str) else json.dumps(row["value"])
        OUT.print(f"  {row['path'].removeprefix('properties.')} = {value}  ({row['why']})")
