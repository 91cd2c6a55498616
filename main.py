"""The cdktf app: `aksynth synth` for the cdktf CLI, which passes no arguments.

    python main.py [MODEL...] [--set PATH=VALUE[,...]]...

The models are those named, else the one in AKSYNTH_APIMODEL, else examples/kubernetes.json; the settings those of
`--set`, else those in AKSYNTH_SET.
"""

from __future__ import annotations

import os
import sys

from aksynth.cli import run


def arguments(given: list[str]) -> list[str]:
    """Those of `aksynth synth`."""
    os.environ["AKSYNTH_APIMODEL"] = os.environ.get("AKSYNTH_APIMODEL") or "examples/kubernetes.json"
    settings = os.environ.get("AKSYNTH_SET")
    is_set = any(argument.startswith("--set") for argument in given)
    return ["synth", *given, *(["--set", settings] if settings and not is_set else [])]


if __name__ == "__main__":
    run(arguments(sys.argv[1:]))
