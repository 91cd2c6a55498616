"""Azure regions."""

from __future__ import annotations

from aksynth.catalog.data import read


def fault_domains(location: str | None) -> int:
    """Fault domains of an availability set in `location` (normalised, such as `westeurope`); 2 where unknown."""
    regions = read("regions")
    return int(regions["faultDomains"].get(location, regions["defaultFaultDomains"]))
