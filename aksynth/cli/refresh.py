"""`aksynth refresh`."""

from __future__ import annotations

from datetime import UTC, datetime
from enum import StrEnum
from importlib.resources import files
from pathlib import Path
from typing import Annotated

import typer
from rich.table import Table

from aksynth.catalog.refresh import CATALOGS, entries, refreshed
from aksynth.cli.console import OUT, stop

Catalog = StrEnum("Catalog", {name: name for name in CATALOGS})  # type: ignore[misc]


def refresh(
    catalog: Annotated[Catalog | None, typer.Argument(help="Facts to renew. Without it, all facts are listed.")] = None,
    source: Annotated[
        Path | None, typer.Argument(metavar="FILE", help="File with the output of the listed command.")
    ] = None,
    output: Annotated[
        Path | None, typer.Option(help="Directory to write to, instead of the installed catalog.")
    ] = None,
) -> None:
    """Renew a catalog from a file in its publisher's format. Without arguments, list each fact with its source, the
    date on which the source was read, and the command whose output renews it."""
    if catalog is None:
        OUT.print(_listed())
        return
    if source is None:
        stop(f"a file is missing. Save what this prints: {CATALOGS[catalog.value][1]}")
    try:
        name, text = refreshed(catalog.value, source.read_text("utf-8-sig"), datetime.now(UTC).date())
    except (OSError, ValueError) as error:
        stop(f"{source}: {error}")
    place = output or Path(str(files("aksynth.catalog") / name))
    place.write_text(text, "utf-8")
    OUT.print(f"{place} is renewed; read its changes before you commit them")


def _listed() -> Table:
    table = Table("Catalog", "Read", "Renewed from", box=None, pad_edge=False)
    for entry in entries():
        table.add_row(entry.name, entry.read, entry.command or "read by hand", style=None)
    return table
