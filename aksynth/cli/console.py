"""Output streams: as wide as the terminal, without styles in files and pipes."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated, NoReturn

import typer
from rich.console import Console

_WIDE = None if sys.stdout and sys.stdout.isatty() else 160
OUT = Console(highlight=False, markup=False, emoji=False, soft_wrap=True, width=_WIDE)
ERR = Console(highlight=False, markup=False, emoji=False, soft_wrap=True, stderr=True)
"""Text is printed as it is: a value of a model may contain what looks like markup, or like the code of an emoji."""

Settings = Annotated[
    list[str] | None,
    typer.Option(
        "--set",
        metavar="PATH=VALUE[,...]",
        help="Values that override the api model, such as masterProfile.dnsPrefix=x,agentPoolProfiles[0].count=3.",
    ),
]


def write(path: Path, text: str) -> None:
    """Write a file that an option names, or stop with the reason."""
    try:
        path.write_text(text, "utf-8")
    except OSError as error:
        stop(f"{path} cannot be written: {error.strerror}")


def stop(message: str) -> NoReturn:
    """Exit with code 2 and one line that says what to do."""
    ERR.print(message)
    raise typer.Exit(2)
