"""`aksynth diagram`."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from aksynth.cli.console import OUT, Settings, write
from aksynth.cli.ip_plan import read_cluster
from aksynth.pictures.diagram import as_svg
from aksynth.pictures.mermaid import as_mermaid
from aksynth.pictures.topology import topology


class Format(StrEnum):
    """The output format of a diagram."""

    SVG = "svg"
    MERMAID = "mermaid"


def diagram(
    model: Annotated[Path, typer.Argument(metavar="MODEL", help="An api model.")],
    format_: Annotated[Format, typer.Option("--format", help="Output format.")] = Format.SVG,
    output: Annotated[
        Path | None, typer.Option("--output", "-o", metavar="FILE", help="File to write, instead of standard output.")
    ] = None,
    settings: Settings = None,
) -> None:
    """Draw the cluster: network, load balancers, nodes and vaults, and who connects to whom."""
    found = topology(read_cluster(model, settings or []))
    picture = as_svg(found) if format_ is Format.SVG else as_mermaid(found)
    if output:
        write(output, picture)
    else:
        OUT.print(picture, end="")
