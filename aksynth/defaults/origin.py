"""Where a value comes from."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from aksynth.apimodel.json_reader import Path


@dataclass(frozen=True)
class Origin:
    """`because` says of a derived value what it follows from, and of a mapped one what was written."""

    kind: Literal["default", "derived", "mapped"]
    because: str = ""

    def __str__(self) -> str:
        return f"{self.kind}: {self.because}" if self.because else self.kind


Origins = dict[Path, Origin]
"""By path, for every value that the model does not write as it is used."""
