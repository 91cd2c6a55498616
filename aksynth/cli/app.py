"""`aksynth COMMAND`."""

from __future__ import annotations

import sys
from io import StringIO
from typing import Annotated

import typer

from aksynth import __version__
from aksynth.cli.check import check
from aksynth.cli.diagram import diagram
from aksynth.cli.explain import explain
from aksynth.cli.imports import import_
from aksynth.cli.init import init
from aksynth.cli.ip_plan import ip_plan
from aksynth.cli.pipe import Pipe
from aksynth.cli.refresh import refresh
from aksynth.cli.schema import schema
from aksynth.cli.show import show
from aksynth.cli.synth import synth
from aksynth.cli.versions import versions


def _show_version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"aksynth {__version__}")
        raise typer.Exit()


app = typer.Typer(
    name="aksynth",
    no_args_is_help=True,
    add_completion=True,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    context_settings={"help_option_names": ["-h", "--help"]},
)
for command in (synth, check, show, explain, diagram, schema, versions, init, refresh):
    app.command()(command)
app.command("ip-plan")(ip_plan)
app.command("import")(import_)


@app.callback()
def main(
    version: Annotated[
        bool, typer.Option("--version", help="Show the version and exit.", callback=_show_version, is_eager=True)
    ] = False,
) -> None:
    """Terraform for self-managed Kubernetes on Azure, synthesized from AKS Engine api models."""


def run(arguments: list[str] | None = None) -> None:
    """The program. A reader that leaves early, such as `head`, changes nothing, and neither does a closed stream, which
    Python does not have."""
    sys.stdout, sys.stderr = (Pipe(stream or StringIO()) for stream in (sys.stdout, sys.stderr))
    app(arguments, prog_name="aksynth")
