"""The command line, all of it without Node."""

from aksynth.cli.app import app

__all__ = ["app"]
