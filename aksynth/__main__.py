"""`python -m aksynth`."""

from aksynth.cli import app

app(prog_name="aksynth")
