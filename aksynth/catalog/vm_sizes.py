"""What a virtual machine size can do. `None` means unknown, never "no"."""

from __future__ import annotations

import difflib
from dataclasses import dataclass
from functools import cache
from typing import Any

from aksynth.catalog.data import read

COLUMNS = (
    "vcpus", "memoryGiB", "maxDataDisks", "maxNics", "cachedDiskGiB", "resourceDiskGiB", "nvmeDiskGiB", "premiumIO",
    "ephemeralOsDisk", "ephemeralPlacements", "acceleratedNetworking", "hyperVGenerations", "cpuArchitecture", "gpus",
    "nestedVirtualization", "derived",
)  # fmt: skip
"""Of a row in vm_sizes.json. `derived` names by letters the columns that a rule of the family filled."""


@dataclass(frozen=True, kw_only=True)
class VmSize:
    """Capabilities as the Resource SKU API names them; disks in GiB."""

    name: str
    vcpus: int | None
    memory_gib: float | None
    max_data_disks: int | None
    max_nics: int | None
    cached_disk_gib: float | None
    resource_disk_gib: float | None
    nvme_disk_gib: float | None
    premium_io: bool | None
    ephemeral_os_disk: bool | None
    ephemeral_placements: tuple[str, ...] | None
    accelerated_networking: bool | None
    hyper_v_generations: tuple[str, ...] | None
    cpu_architecture: str | None
    gpus: int | None
    nested_virtualization: bool | None

    @property
    def largest_ephemeral_gib(self) -> float | None:
        """The largest ephemeral operating system disk, in the roomiest of the size's placements."""
        room = {
            "CacheDisk": self.cached_disk_gib,
            "ResourceDisk": self.resource_disk_gib,
            "NvmeDisk": self.nvme_disk_gib,
        }
        sizes = [room.get(placement) for placement in self.ephemeral_placements or ()]
        return None if not sizes or None in sizes else max(size for size in sizes if size is not None)


@cache
def _rows() -> dict[str, tuple[str, list[Any]]]:
    return {name.lower(): (name, row) for name, row in read("vm_sizes")["sizes"].items()}


@cache
def find(name: str) -> VmSize | None:
    """The size called `name` in any case, such as `Standard_D2_v3`; None where the catalog does not know it."""
    found = _rows().get(name.lower())
    if found is None:
        return None
    row = dict(zip(COLUMNS, found[1], strict=True))
    return VmSize(
        name=found[0],
        vcpus=row["vcpus"],
        memory_gib=row["memoryGiB"],
        max_data_disks=row["maxDataDisks"],
        max_nics=row["maxNics"],
        cached_disk_gib=row["cachedDiskGiB"],
        resource_disk_gib=row["resourceDiskGiB"],
        nvme_disk_gib=row["nvmeDiskGiB"],
        premium_io=row["premiumIO"],
        ephemeral_os_disk=row["ephemeralOsDisk"],
        ephemeral_placements=_texts(row["ephemeralPlacements"]),
        accelerated_networking=row["acceleratedNetworking"],
        hyper_v_generations=_texts(row["hyperVGenerations"]),
        cpu_architecture=row["cpuArchitecture"],
        gpus=row["gpus"],
        nested_virtualization=row["nestedVirtualization"],
    )


def closest(name: str) -> str | None:
    """The name most like `name`, where one is."""
    found = difflib.get_close_matches(name.lower(), _rows(), n=1, cutoff=0.8)
    return _rows()[found[0]][0] if found else None


def _texts(value: list[str] | None) -> tuple[str, ...] | None:
    return None if value is None else tuple(value)
