"""`aksynth versions`."""

from __future__ import annotations

import json
from typing import Annotated, Literal

import typer
from rich.table import Table

from aksynth import __version__
from aksynth.catalog import kubernetes
from aksynth.catalog.data import read
from aksynth.cli.console import OUT

CATALOGS = ("addons", "component_flags", "images", "kubernetes", "regions", "vm_sizes")


def versions(
    format_: Annotated[Literal["text", "json"], typer.Option("--format", help="Output format.")] = "text",
) -> None:
    """Show the Kubernetes releases that can be built, the end of their support, and the dates of the catalogs."""
    rows = [
        {
            "release": minor,
            "version": kubernetes.default_patch(minor),
            "supportedUntil": kubernetes.end_of_life(minor),
            "default": minor == kubernetes.default_minor(),
        }
        for minor in kubernetes.supported_minors()
    ]
    dates = {name: str(read(name)["date"]) for name in CATALOGS}
    if format_ == "json":
        OUT.print(json.dumps({"aksynth": __version__, "kubernetes": rows, "catalogs": dates}, indent=2))
        return
    OUT.print(f"aksynth {__version__}")
    OUT.print(_releases(rows))
    catalogs = Table("Catalog", "As of", box=None, pad_edge=False)
    for name, date in dates.items():
        catalogs.add_row(name.replace("_", " "), date)
    OUT.print(catalogs)


def _releases(rows: list[dict[str, object]]) -> Table:
    table = Table("Kubernetes", "Builds", "Supported until", "", box=None, pad_edge=False)
    for row in rows:
        default = "default" if row["default"] else ""
        table.add_row(str(row["release"]), str(row["version"]), str(row["supportedUntil"]), default)
    return table
