"""The origin of a value."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from aksynth.apimodel.json_reader import Path


@dataclass(frozen=True)
class Origin:
    """`because` is the reason of a derived value, or the written value of a mapped one."""

    kind: Literal["default", "derived", "mapped"]
    because: str = ""

    def __str__(self) -> str:
        return f"{self.kind}: {self.because}" if self.because else self.kind


Origins = dict[Path, Origin]
"""Origins by path, for each value that differs from the api model. A path covers what is below it."""


def nearest(origins: Origins, path: Path) -> Origin | None:
    """The origin of a value; None if the api model has it."""
    above = (path[:length] for length in range(len(path), 0, -1))
    return next((origins[part] for part in above if part in origins), None)
