"""Which driver the GPUs of a size need."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from aksynth.catalog.data import read

_WORDS = re.compile(r"^standard_|_promo$", re.IGNORECASE)
"""What names of sizes have before and after the family."""


@dataclass(frozen=True, kw_only=True)
class Gpu:
    """The GPUs of a size. `why` is why the driver of Ubuntu does not serve them; empty if it does."""

    why: str = ""
    switches: bool = False
    """They are connected by NVSwitch, which needs the Fabric Manager."""


@cache
def find(size: str) -> Gpu | None:
    """None: nothing is known of GPUs of this size."""
    name = _WORDS.sub("", size)
    rows = read("gpus")["families"]
    found = next((row for row in rows if re.fullmatch(row["sizes"], name, re.IGNORECASE)), None)
    return Gpu(why=found.get("why", ""), switches=found.get("switches", False)) if found else None


def branch() -> str:
    """Of the driver, as the names of Ubuntu's packages have it."""
    return str(read("gpus")["branch"])
