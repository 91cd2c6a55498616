"""`aksynth COMMAND`."""

from __future__ import annotations

import typer

from aksynth.cli.check import check
from aksynth.cli.explain import explain
from aksynth.cli.imports import import_
from aksynth.cli.init import init
from aksynth.cli.refresh import refresh
from aksynth.cli.schema import schema
from aksynth.cli.show import show
from aksynth.cli.versions import versions

app = typer.Typer(
    name="aksynth",
    help="Terraform for self-managed Kubernetes on Azure, synthesized from AKS Engine api models.",
    no_args_is_help=True,
    add_completion=True,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)
for command in (check, show, explain, schema, versions, init, refresh):
    app.command()(command)
app.command("import")(import_)
