"""Data disks and ultra disks: the capabilities that a size must have."""

from __future__ import annotations

from collections.abc import Iterator

from aksynth.apimodel import AgentPoolProfile
from aksynth.apimodel.json_reader import Path
from aksynth.apimodel.machine import MachineProfile
from aksynth.catalog import regions, vm_sizes
from aksynth.catalog.vm_sizes import VmSize
from aksynth.rules.case import MASTER, Case
from aksynth.rules.paths import A
from aksynth.rules.registry import AZURE, Finding, rule, shown

_ULTRA = {A + "ultraSSDEnabled": True, A + "availabilityZones": ["1"]}
_DISKS = {A + "storageProfile": "ManagedDisks", A + "availabilityProfile": "VirtualMachineScaleSets"}


def _size(pool: AgentPoolProfile) -> VmSize | None:
    return vm_sizes.find(pool.vm_size)


@rule(
    "V13",
    wrong={**_DISKS, A + "diskSizesGB": [0]},
    right={**_DISKS, A + "diskSizesGB": [1]},
    source=AZURE,
    advice="use at most four disks, each of 1 to 32767 GiB",
)
def data_disks(case: Case) -> Iterator[Finding]:
    """An agent pool must have at most four data disks, each of 1 to 32767 GiB."""
    for path, pool in case.pools():
        sizes = pool.disk_sizes_gb or []
        if len(sizes) > 4:
            yield Finding((*path, "diskSizesGB"), f"the pool has {len(sizes)} data disks", allowed="4")
        for i, size in enumerate(sizes):
            if not 1 <= size <= 32767:
                yield Finding((*path, "diskSizesGB", i), "this disk size is not valid", shown(size), "1 to 32767")


@rule(
    "A80",
    wrong={**_DISKS, A + "vmSize": "Standard_B1s", A + "diskSizesGB": [8, 8, 8]},
    right={**_DISKS, A + "vmSize": "Standard_B1s", A + "diskSizesGB": [8, 8]},
    source=AZURE,
    silenceable=True,
    advice="use a larger size, or fewer disks",
)
def disks_of_size(case: Case) -> Iterator[Finding]:
    """The number of data disks must not exceed the limit of the size.

    The etcd disk of a master counts as a data disk.
    """
    for path, pool in case.pools():
        size = _size(pool)
        most = size.max_data_disks if size else None
        if most is not None and pool.disk_sizes_gb and len(pool.disk_sizes_gb) > most:
            message = f"{pool.vm_size} supports {most} data disks"
            yield Finding((*path, "diskSizesGB"), message, shown(len(pool.disk_sizes_gb)), f"{most} at most")


@rule(
    "V90",
    wrong={A + "storageProfile": "Ephemeral", A + "vmSize": "Standard_D4s_v3", A + "diskSizesGB": [128]},
    right={**_DISKS, A + "diskSizesGB": [128]},
    advice="remove diskSizesGB, or set storageProfile to ManagedDisks",
)
def data_disks_managed(case: Case) -> Iterator[Finding]:
    """Agent pools with data disks must use managed disks.

    storageProfile is that of all disks of a pool, and data disks are managed disks. AKS Engine required the field. Here
    the default is ManagedDisks.
    """
    for path, pool in case.pools():
        if pool.disk_sizes_gb and pool.storage_profile == "Ephemeral":
            yield Finding(
                (*path, "storageProfile"),
                "data disks are managed disks, and the pool asks for ephemeral ones",
                shown(pool.storage_profile),
            )


@rule(
    "A84",
    wrong={A + "vmSize": "Standard_D2_v3", **_ULTRA},
    source=AZURE,
    silenceable=True,
    right={A + "vmSize": "Standard_D2s_v3", **_ULTRA},
    advice="use a size with an s in its name, such as Standard_D2s_v3",
)
def ultra_disks(case: Case) -> Iterator[Finding]:
    """Ultra disks require a size with premium storage."""
    for path, machine in case.machines():
        size = vm_sizes.find(machine.vm_size)
        if machine.ultra_ssd_enabled and size and size.premium_io is False:
            yield Finding((*path, "ultraSSDEnabled"), f"{machine.vm_size} does not support premium storage", "true")


@rule(
    "A223",
    wrong={A + "vmSize": "Standard_D2s_v3", A + "ultraSSDEnabled": True},
    source="https://learn.microsoft.com/azure/virtual-machines/disks-enable-ultra-ssd",
    right={A + "vmSize": "Standard_D2s_v3", **_ULTRA},
    advice="set availabilityZones, or remove ultraSSDEnabled",
)
def ultra_disks_in_zones(case: Case) -> Iterator[Finding]:
    """Machines with ultra disks must be in availability zones, and not in an availability set.

    In a region without zones, a scale set without zones can have ultra disks.
    """
    region = regions.find(case.model.location or "")
    without_zones = region is not None and region.availability_zones is False
    for path, machine in case.machines():
        in_set = _is_in_set(case, path, machine)
        if machine.ultra_ssd_enabled and not machine.availability_zones and (in_set or not without_zones):
            message = (
                "the machines are in an availability set" if in_set else "the machines are in no availability zone"
            )
            yield Finding((*path, "ultraSSDEnabled"), message, "true")


def _is_in_set(case: Case, path: Path, machine: MachineProfile) -> bool:
    """Also masters whose model does not say it."""
    if path == MASTER:
        return not case.masters_in_scale_set
    return getattr(machine, "availability_profile", None) == "AvailabilitySet"
