"""Azure regions, in all clouds."""

from __future__ import annotations

import difflib
from dataclasses import dataclass

from aksynth.catalog.data import read


@dataclass(frozen=True)
class Region:
    """`name` as Azure's API spells it, such as `westeurope`; `cloud` as the az command names it."""

    name: str
    display_name: str
    cloud: str


def find(name: str) -> Region | None:
    """The region, by its name in any spelling; None where the catalog does not know it."""
    row = read("regions")["regions"].get(normalise(name))
    return Region(normalise(name), *row) if row else None


def closest(name: str) -> str | None:
    """The region's name that is most like `name`, where one is."""
    found = difflib.get_close_matches(normalise(name), read("regions")["regions"], n=1)
    return found[0] if found else None


def normalise(location: str) -> str:
    """The name as Azure's API spells it: "West US 2" gives "westus2"."""
    return location.lower().replace(" ", "")


def fault_domains(location: str | None) -> int:
    """Fault domains of an availability set in `location` (normalised, such as `westeurope`); 2 where unknown."""
    regions = read("regions")
    return int(regions["faultDomains"].get(location, regions["defaultFaultDomains"]))
