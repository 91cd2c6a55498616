"""`aksynth refresh`."""

from __future__ import annotations

from datetime import UTC, datetime
from enum import StrEnum
from importlib.resources import files
from pathlib import Path
from typing import Annotated

import typer

from aksynth.catalog.refresh import CATALOGS, refreshed
from aksynth.cli.console import OUT, stop

Catalog = StrEnum("Catalog", {name: name for name in CATALOGS})  # type: ignore[misc]


def refresh(
    catalog: Annotated[Catalog, typer.Argument(help="Which facts.")],
    source: Annotated[Path, typer.Argument(metavar="FILE", help="What their publisher gives; see below.")],
    output: Annotated[Path | None, typer.Option(help="Write here, not into the installed catalog.")] = None,
) -> None:
    """Renew a catalog from a file in its publisher's format: for vm-sizes what `az vm list-skus` prints, for regions
    `az account list-locations`, for images `az vm image list`, for kubernetes the release team's schedule.yaml."""
    try:
        name, text = refreshed(catalog.value, source.read_text("utf-8-sig"), datetime.now(UTC).date())
    except (OSError, ValueError) as error:
        stop(f"{source}: {error}")
    place = output or Path(str(files("aksynth.catalog") / name))
    place.write_text(text, "utf-8")
    OUT.print(f"{place} is renewed; read its changes before you commit them", markup=False)
