"""Catalogs anew, from the formats in which their publishers give the facts."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date
from typing import Any

from aksynth.catalog.data import read
from aksynth.catalog.refresh import images, kubernetes, regions, vm_sizes
from aksynth.catalog.refresh.form import write

Refresh = Callable[[dict[str, Any], Any], dict[str, Any]]

CATALOGS: dict[str, tuple[str, str, Refresh]] = {
    "vm-sizes": ("vm_sizes", "az vm list-skus --resource-type virtualMachines --all --output json", vm_sizes.refreshed),
    "regions": ("regions", "az account list-locations --output json", regions.refreshed),
    "images": (
        "images",
        "az vm image list --publisher Canonical --offer ubuntu-24_04-lts --all --output json",
        images.refreshed,
    ),
    "kubernetes": ("kubernetes", "schedule.yaml of the Kubernetes project's release team,", kubernetes.refreshed),
}
"""By the name on the command line: the file, what makes its source, and how it is read."""


def refreshed(catalog: str, text: str, today: date) -> tuple[str, str]:
    """Name and new content of a catalog's file.

    Raises ValueError that says what was expected.
    """
    file, source, refresh = CATALOGS[catalog]
    try:
        content = refresh(read(file), _parsed(catalog, text))
    except (KeyError, TypeError, AttributeError, IndexError, ValueError) as error:
        raise ValueError(f"this is not what {source!r} gives: {error!r}") from error
    return f"{file}.json", write({**content, "date": today.isoformat()})


def _parsed(catalog: str, text: str) -> Any:
    if catalog == "kubernetes":
        import yaml

        return yaml.safe_load(text)
    return json.loads(text)
