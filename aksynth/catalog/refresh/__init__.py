"""Catalogs anew, from files in their publishers' formats. Nothing here goes to the network."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

from aksynth.catalog.data import read
from aksynth.catalog.refresh import images, kubernetes, regions, vm_sizes
from aksynth.catalog.refresh.form import write

Refresh = Callable[[dict[str, Any], str, date], dict[str, Any]]
"""The new content from the old one, the publisher's text and the day on which it was fetched."""

CATALOGS: dict[str, tuple[str, str, Refresh]] = {
    "vm-sizes": ("vm_sizes", vm_sizes.SOURCE, vm_sizes.refreshed),
    "regions": ("regions", regions.SOURCE, regions.refreshed),
    "images": ("images", images.SOURCE, images.refreshed),
    "kubernetes": ("kubernetes", kubernetes.SOURCE, kubernetes.refreshed),
}
"""By the name on the command line: the file, what makes its source, and how it is read."""


def refreshed(catalog: str, text: str, today: date) -> tuple[str, str]:
    """Name and new content of a catalog's file. What its source does not hold is kept.

    Raises ValueError with one line that says what was expected.
    """
    file, _, refresh = CATALOGS[catalog]
    content = refresh(read(file), text, today)
    return f"{file}.json", write({**content, "date": today.isoformat()})
