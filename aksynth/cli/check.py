"""`aksynth check`."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer
from rich.text import Text

from aksynth.apimodel import Fault
from aksynth.apimodel.fault import and_more, grouped
from aksynth.cli.console import OUT, Settings
from aksynth.cli.formats import FORMATS, Readings
from aksynth.cli.source import excerpt
from aksynth.models import read_models
from aksynth.rules import Reading
from aksynth.rules.reading import NOT_BUILT

_STYLES = {"error": "bold red", "warning": "bold yellow"}


class Format(StrEnum):
    """The output format of faults."""

    TEXT = "text"
    JSON = "json"
    GITHUB = "github"
    SARIF = "sarif"


def check(
    models: Annotated[list[Path], typer.Argument(metavar="MODEL...", help="Api models.")],
    format_: Annotated[Format, typer.Option("--format", help="Output format.")] = Format.TEXT,
    settings: Settings = None,
) -> None:
    """Report every fault of api models, and replaced values. The exit code is 0 if all of them can be synthesized now,
    or 2."""
    readings = read_models(models, settings or (), to_build=True)
    if format_ is Format.TEXT:
        print_faults(readings)
    else:
        OUT.print(FORMATS[format_](readings))
    raise typer.Exit(0 if all(reading.filled for reading in readings.values()) else 2)


def print_faults(readings: Readings) -> None:
    """Print every fault with its line, warnings of one rule together, and a summary line."""
    for name, reading in readings.items():
        for fault, more in grouped(reading.faults):
            _fault(name, reading, fault)
            if more:
                OUT.print(f"    {and_more(more)}")
    _summary(readings)


def _fault(name: str, reading: Reading, fault: Fault) -> None:
    where = fault.place(name)
    OUT.print(
        Text.assemble(where, " ", (f"{fault.severity} {fault.rule}", _STYLES[fault.severity]), f" {fault.location}")
    )
    found = f" (found {fault.value})" if fault.value else ""
    OUT.print(f"    {fault.message}{found}")
    if shown := excerpt(reading.text, fault):
        number = str(fault.line)
        OUT.print(Text(f"    {number} | {shown[0]}", style="dim"))
        OUT.print(Text(f"    {' ' * len(number)} | ", style="dim") + Text(shown[1], style=_STYLES[fault.severity]))
    for label, text in (("allowed", fault.allowed), ("do", fault.advice)):
        if text:
            OUT.print(f"    {label}: {text}")


def _summary(readings: Readings) -> None:
    faults = [fault for reading in readings.values() for fault in reading.faults]
    errors = sum(fault.severity == "error" for fault in faults)
    silenced = sum(len(reading.silenced) for reading in readings.values())
    parts = [_count(errors, "error"), _count(len(faults) - errors, "warning")]
    parts += [f"{silenced} silenced"] if silenced else []
    OUT.print(f"{_count(len(readings), 'model')}: {', '.join(parts)}; {_verdict(readings)}")


def _verdict(readings: Readings) -> str:
    """Whether a synthesis would write these models. It writes all of them or none."""
    wrong = [name for name, reading in readings.items() if not reading.filled]
    if not wrong:
        return f"{'it' if len(readings) == 1 else 'all'} can be synthesized"
    rules = {fault.rule for name in wrong for fault in readings[name].faults if fault.severity == "error"}
    which = "it" if len(readings) == 1 else ", ".join(wrong)
    return f"{which} cannot be synthesized{' by this version' if rules == {NOT_BUILT} else ''}"


def _count(number: int, noun: str) -> str:
    return f"{number or 'no'} {noun}{'' if number == 1 else 's'}"
