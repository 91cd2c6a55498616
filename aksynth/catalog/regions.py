"""Azure regions. `None` means unknown, never "no"."""

from __future__ import annotations

from dataclasses import dataclass
from difflib import get_close_matches
from functools import cache

from aksynth.catalog.data import read


@dataclass(frozen=True, kw_only=True)
class Region:
    """As `az account list-locations` knows it."""

    name: str
    display_name: str
    cloud: str
    """AzureCloud, AzureChinaCloud or AzureUSGovernment, as `az cloud list` calls them."""
    availability_zones: bool | None


def normalise(location: str) -> str:
    """The API's spelling: `West US 2` gives `westus2`."""
    return "".join(location.split()).lower()


@cache
def find(location: str) -> Region | None:
    """The region with this name or display name. None if it is not in the catalog."""
    name = normalise(location)
    row = read("regions")["regions"].get(name)
    if row is None:
        return None
    display_name, cloud_name, zones = row
    return Region(name=name, display_name=display_name, cloud=cloud_name, availability_zones=zones)


def cloud(location: str) -> str | None:
    """The cloud of a region. None if the region is not in the catalog."""
    region = find(location)
    return region.cloud if region else None


def closest(location: str) -> str | None:
    """The known region whose name is most similar to `location`. None if none is similar."""
    found = get_close_matches(normalise(location), read("regions")["regions"], n=1, cutoff=0.7)
    return found[0] if found else None


def fault_domains(location: str | None) -> int:
    """Fault domains of an availability set in `location`. 2 if the region is unknown."""
    regions = read("regions")
    return int(regions["faultDomains"].get(normalise(location or ""), regions["defaultFaultDomains"]))
