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
"""Origins by path, for each value that differs from the api model."""
