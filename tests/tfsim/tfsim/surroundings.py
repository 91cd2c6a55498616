"""Where Terraform was started: the folder and the variables, by which a test decides what a provider meets."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Surroundings:
    folder: Path
    variables: Mapping[str, str]

    def get(self, name: str, default: str = "") -> str:
        """A variable; one that is blank counts as not set."""
        return self.variables.get(name) or default

    def path(self, name: str) -> Path | None:
        """The path that a variable holds."""
        return self.folder / self.get(name) if self.get(name) else None
