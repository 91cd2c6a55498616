"""Where the ephemeral OS disk of an agent is stored, and how large it can be.

Sources: https://learn.microsoft.com/azure/virtual-machines/ephemeral-os-disks and its list of questions.
"""

from __future__ import annotations

from math import floor

from aksynth.apimodel import AgentPoolProfile
from aksynth.catalog import vm_sizes

IMAGE_GIB = 30
"""The size of the Ubuntu image on Azure."""
LARGEST_GIB = 2040
"""Azure's limit for any ephemeral OS disk."""

_PLACEMENTS = ("CacheDisk", "ResourceDisk", "NvmeDisk")
"""In the order of preference: a disk in the cache leaves the temporary disk to the pods."""
_IN_SCALE_SETS = ("CacheDisk", "ResourceDisk")
"""azurerm v4.55.0 accepts NvmeDisk in `virtual_machine.go`, but not in `virtual_machine_scale_set.go`."""


def is_ephemeral(pool: AgentPoolProfile) -> bool:
    return pool.storage_profile == "Ephemeral"


def wanted_gib(pool: AgentPoolProfile) -> int:
    return pool.os_disk_size_gb or IMAGE_GIB


def rooms(pool: AgentPoolProfile) -> dict[str, int | None] | None:
    """The largest OS disk in GiB for each placement that the pool can have. None: the catalog does not know them."""
    size = vm_sizes.find(pool.vm_size)
    if size is None or size.ephemeral_placements is None:
        return None
    accepted = _PLACEMENTS if pool.availability_profile == "AvailabilitySet" else _IN_SCALE_SETS
    return {p: _room(size.capacity(p)) for p in accepted if p in size.ephemeral_placements}


def _room(capacity: float | None) -> int | None:
    return None if capacity is None else min(floor(capacity), LARGEST_GIB)


def placement(pool: AgentPoolProfile) -> str:
    """The first placement that has room. CacheDisk, which is Azure's own choice, for a size that is not known."""
    known, wanted = rooms(pool) or {}, wanted_gib(pool)
    fits = [name for name, room in known.items() if room is None or wanted <= room]
    return next(iter([*fits, *known]), "CacheDisk")
