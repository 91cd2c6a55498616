"""Capabilities of virtual machine sizes. `None` means unknown, never "no"."""

from __future__ import annotations

import re
from dataclasses import dataclass, fields
from difflib import get_close_matches
from functools import cache
from typing import Any

from aksynth.catalog.data import read

_TEXT_LISTS = ("ephemeral_placements", "hyper_v_generations", "zones")


@dataclass(frozen=True, kw_only=True)
class VmSize:
    """Capabilities as in the Resource SKU API. Disks and memory are in GiB (2^30 bytes), 0 if there is none."""

    name: str = ""
    vcpus: int | None = None
    """Of the family, also where the size shows the machine fewer of them."""
    vcpus_available: int | None = None
    """What the machine sees: fewer than `vcpus` on constrained sizes such as Standard_DS11-1_v2."""
    memory_gib: float | None = None
    max_data_disks: int | None = None
    max_nics: int | None = None
    cached_disk_gib: float | None = None
    """The host's cache: room for an operating system disk of placement CacheDisk."""
    resource_disk_gib: float | None = None
    """The temporary disk: room for one of placement ResourceDisk."""
    nvme_disk_gib: float | None = None
    """All local NVMe disks together: Azure takes as few whole ones for placement NvmeDisk as the disk needs."""
    nvme_per_disk_gib: float | None = None
    ephemeral_os_disk: bool | None = None
    ephemeral_placements: tuple[str, ...] | None = None
    """Of CacheDisk, ResourceDisk and NvmeDisk."""
    premium_io: bool | None = None
    accelerated_networking: bool | None = None
    hyper_v_generations: tuple[str, ...] | None = None
    cpu_architecture: str | None = None
    """`amd64` or `arm64`, as Kubernetes calls them."""
    gpus: int | None = None
    nested_virtualization: bool | None = None
    zones: tuple[str, ...] | None = None
    """Zones in which some region offers the size; which region has which differs by subscription."""
    derived: tuple[str, ...] = ()
    """Names of the fields above that a family rule filled, not a record of this size."""

    def capacity(self, placement: str) -> float | None:
        """The largest operating system disk in GiB for CacheDisk, ResourceDisk or NvmeDisk."""
        rooms = {"CacheDisk": self.cached_disk_gib, "ResourceDisk": self.resource_disk_gib}
        return {**rooms, "NvmeDisk": self.nvme_disk_gib}.get(placement)


@cache
def _names() -> dict[str, str]:
    return {name.lower(): name for name in read("vm_sizes")["sizes"]}


@cache
def _fields() -> dict[str, str]:
    """The field of each column: `memory_gib` of `memoryGiB`."""
    by_spelling = {field.name.replace("_", ""): field.name for field in fields(VmSize)}
    return {column: by_spelling[column.lower()] for column in read("vm_sizes")["columns"]}


@cache
def find(name: str) -> VmSize | None:
    """The size with this name in any case, such as `Standard_D2_v3`. None if it is not in the catalog."""
    known = _names().get(name.lower())
    if known is None:
        return None
    row: dict[str, Any] = dict(zip(_fields().values(), read("vm_sizes")["sizes"][known], strict=True))
    for field in _TEXT_LISTS:
        row[field] = _parts(row[field])
    columns = read("vm_sizes")["derived"]
    row["derived"] = tuple(_fields()[columns[letter]] for letter in row["derived"])
    return VmSize(name=known, **row)


def _parts(text: str | None) -> tuple[str, ...] | None:
    """`"V1,V2"` as the API writes lists."""
    return None if text is None else tuple(part for part in text.split(",") if part)


def closest(name: str) -> str | None:
    """The known size whose name is most similar to `name`. None if none is similar."""
    names = {_essence(known): known for known in _names().values()}
    found = get_close_matches(_essence(name), names, n=1, cutoff=0.7)
    return names[found[0]] if found else None


def _essence(name: str) -> str:
    """The name without characters that are often mistyped, and without the first word, which all names share."""
    return re.sub(r"^(standard|[a-z]+[_ -])|[^a-z0-9]", "", name.lower())
