"""`aksynth synth`."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Annotated

import typer

from aksynth import library
from aksynth.apimodel import render
from aksynth.blueprint import Blueprint, resolve
from aksynth.cli.console import Settings, stop
from aksynth.models import read_models
from aksynth.node import NodeError
from aksynth.output_directory import remove_unused
from aksynth.rules import Reading
from aksynth.summary import other_stacks, summarize

_CDKTF_CLI = "CDKTF_CONTINUE_SYNTH_ON_ERROR_ANNOTATIONS"
"""The cdktf CLI sets this variable. It removes stacks itself, and fails if one that it listed before is gone."""


def synth(
    models: Annotated[
        list[Path],
        typer.Argument(metavar="MODEL...", help="Api models.", envvar="AKSYNTH_APIMODEL", show_default=False),
    ],
    output: Annotated[
        Path, typer.Option("--output", "-o", metavar="DIR", help="Directory to write to.", envvar="CDKTF_OUTDIR")
    ] = Path("cdktf.out"),
    settings: Settings = None,
) -> None:
    """Write a Terraform stack for each api model to DIR/stacks, and remove stacks of earlier runs that were never used.
    If an api model has an error, write nothing and exit with code 2."""
    readings = read_models(models, settings or (), to_build=True)
    for path, reading in readings.items():
        _print(path, reading)
    blueprints = [resolve(reading.filled) for reading in readings.values() if reading.filled]
    if len(blueprints) < len(readings):
        raise typer.Exit(2)
    folders = _written(blueprints, output)
    for blueprint, folder in zip(blueprints, folders, strict=True):
        print(summarize(blueprint, folder))
    for folder in remove_unused(output, folders) if _CDKTF_CLI not in os.environ else ():
        print(f"removed {folder}: an earlier synthesis wrote it, and it was not used")
    if note := other_stacks(folders):
        print(note)


def _print(path: str, reading: Reading) -> None:
    """Write warnings to standard output: the cdktf CLI shows all other output as errors."""
    if reading.faults:
        print(render(reading.faults, path), file=sys.stdout if reading.filled else sys.stderr)


def _written(blueprints: Iterable[Blueprint], output: Path) -> list[Path]:
    try:
        return library.synth(*blueprints, directory=output)
    except NodeError as error:
        stop(str(error))
    except OSError as error:
        stop(f"{error.filename or output} cannot be written: {error.strerror}")
