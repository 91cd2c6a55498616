"""`python -m aksynth`."""

from aksynth.cli import run

run()
