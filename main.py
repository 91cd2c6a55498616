"""The cdktf app: api models in, one stack each out.

    python main.py [MODEL...] [--set PATH=VALUE[,...]]...

The models are those named, else the one in AKSYNTH_APIMODEL, else examples/kubernetes.json. `--set`, or AKSYNTH_SET
where the cdktf CLI passes no arguments, counts before what a model says. A model with a fault writes nothing; the exit
code is then 2.
"""

from __future__ import annotations

import argparse
import os
import sys
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING

from aksynth.apimodel import render
from aksynth.blueprint import Blueprint, resolve
from aksynth.custom_data import weighed
from aksynth.rules import Reading, read

if TYPE_CHECKING:
    from cdktf import App

_DEFAULT_MODEL = "examples/kubernetes.json"


def main(arguments: list[str]) -> int:
    """Synthesize every model; 0 when done, 2 when a model has a fault."""
    named = _named(arguments)
    paths = [Path(a) for a in named.models or [os.environ.get("AKSYNTH_APIMODEL") or _DEFAULT_MODEL]]
    blueprints = _blueprints(paths, named.settings or [os.environ.get("AKSYNTH_SET", "")])
    if blueprints is None:
        return 2
    from aksynth.summary import summarize

    app = _app(blueprints)
    app.synth()
    for blueprint in blueprints:
        print(summarize(blueprint, Path(app.outdir) / "stacks" / blueprint.name))
    return 0


def _named(arguments: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="main.py", description="Synthesize one stack for each api model.")
    parser.add_argument("models", nargs="*", metavar="MODEL")
    parser.add_argument("--set", action="append", dest="settings", metavar="PATH=VALUE[,...]")
    return parser.parse_intermixed_args(arguments)


def _blueprints(paths: list[Path], settings: list[str]) -> list[Blueprint] | None:
    """None where any model has a fault; all faults of all models are printed first."""
    readings = [(path, weighed(read(path, to_build=True, settings=settings))) for path in paths]
    for path, reading in readings:
        _print(path, reading)
    if any(reading.filled is None for _, reading in readings):
        return None
    blueprints = [resolve(reading.filled) for _, reading in readings if reading.filled]
    twice = [name for name, count in Counter(b.name for b in blueprints).items() if count > 1]
    for name in twice:
        print(
            f"two models have the dnsPrefix {name}: their stacks would be one; give each its own",
            file=sys.stderr,
        )
    return None if twice else blueprints


def _print(path: Path, reading: Reading) -> None:
    """Warnings go to the standard output: the cdktf CLI shows everything else as an error."""
    if reading.faults:
        print(render(reading.faults, str(path)), file=sys.stdout if reading.filled else sys.stderr)


def _app(blueprints: list[Blueprint]) -> App:
    """Starts Node, which a wrong model need not wait for."""
    from aksynth import fast_bindings

    fast_bindings.install()
    from cdktf import App

    from aksynth.stacks import ClusterStack

    Path(os.environ.get("CDKTF_OUTDIR", "cdktf.out")).mkdir(parents=True, exist_ok=True)  # cdktf makes no parents
    app = App(stack_traces=False)
    for blueprint in blueprints:
        ClusterStack(app, blueprint.name, blueprint=blueprint)
    return app


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
