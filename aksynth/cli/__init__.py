"""The command line, all of it without Node."""

from aksynth.cli.app import app, run

__all__ = ["app", "run"]
