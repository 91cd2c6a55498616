"""Data disks, ephemeral disks, Kata: what a size must be able to do."""

from __future__ import annotations

from collections.abc import Iterator

from aksynth.apimodel import AgentPoolProfile
from aksynth.catalog import vm_sizes
from aksynth.catalog.vm_sizes import VmSize
from aksynth.rules.case import Case
from aksynth.rules.paths import A, K
from aksynth.rules.registry import AZURE, Finding, rule, shown

IMAGE_GIB = 30
"""The size of Ubuntu's image on Azure."""

_DISKS = {A + "storageProfile": "ManagedDisks", A + "availabilityProfile": "VirtualMachineScaleSets"}
_EPHEMERAL = {A + "storageProfile": "Ephemeral", A + "vmSize": "Standard_D4s_v3"}


def _size(pool: AgentPoolProfile) -> VmSize | None:
    return vm_sizes.find(pool.vm_size)


@rule(
    "V13",
    wrong={**_DISKS, A + "diskSizesGB": [0]},
    right={**_DISKS, A + "diskSizesGB": [1]},
    source=AZURE,
    advice="four disks at most, each of 1 to 32767 GiB",
)
def data_disks(case: Case) -> Iterator[Finding]:
    """A pool has up to four data disks of 1 to 32767 GiB."""
    for path, pool in case.pools():
        sizes = pool.disk_sizes_gb or []
        if len(sizes) > 4:
            yield Finding((*path, "diskSizesGB"), f"there are {len(sizes)} disks", allowed="4")
        for i, size in enumerate(sizes):
            if not 1 <= size <= 32767:
                yield Finding((*path, "diskSizesGB", i), "this is no size of a disk", shown(size), "1 to 32767")


@rule(
    "A80",
    wrong={**_DISKS, A + "vmSize": "Standard_B1s", A + "diskSizesGB": [8, 8, 8]},
    right={**_DISKS, A + "vmSize": "Standard_B1s", A + "diskSizesGB": [8, 8]},
    source=AZURE,
    silenceable=True,
    advice="take a larger size or fewer disks",
)
def disks_of_size(case: Case) -> Iterator[Finding]:
    """A machine has no more data disks than its size takes.

    A master's etcd disk is one too.
    """
    for path, pool in case.pools():
        size = _size(pool)
        most = size.max_data_disks if size else None
        if most is not None and pool.disk_sizes_gb and len(pool.disk_sizes_gb) > most:
            message = f"{pool.vm_size} takes {most} data disks"
            yield Finding((*path, "diskSizesGB"), message, shown(len(pool.disk_sizes_gb)), f"{most} at most")


@rule(
    "V90",
    wrong={**_DISKS, **_EPHEMERAL, A + "diskSizesGB": [128]},
    right={**_DISKS, A + "diskSizesGB": [128]},
    advice="remove diskSizesGB, or write ManagedDisks",
)
def data_disks_managed(case: Case) -> Iterator[Finding]:
    """Pools with data disks have managed disks.

    AKS Engine wanted the field written; here an unset one is ManagedDisks.
    """
    for path, pool in case.pools():
        if pool.disk_sizes_gb and pool.storage_profile == "Ephemeral":
            yield Finding((*path, "storageProfile"), "an ephemeral pool has no data disks", shown(pool.storage_profile))


@rule(
    "V93",
    wrong={**_EPHEMERAL, A + "osDiskCachingType": "ReadWrite"},
    right={**_EPHEMERAL, A + "osDiskCachingType": "ReadOnly"},
    source=AZURE,
    advice="remove the field",
)
def ephemeral_cache(case: Case) -> Iterator[Finding]:
    """An ephemeral disk is cached ReadOnly."""
    for path, pool in case.pools():
        caching = pool.os_disk_caching_type
        if pool.storage_profile == "Ephemeral" and caching in ("None", "ReadWrite"):
            yield Finding((*path, "osDiskCachingType"), "Azure takes ReadOnly alone", shown(caching), "ReadOnly")


@rule(
    "A81",
    wrong={**_EPHEMERAL, A + "vmSize": "Standard_A2_v2"},
    right=_EPHEMERAL,
    source=AZURE,
    silenceable=True,
    advice="take a size with a cache or a local disk that is large enough, or ManagedDisks",
)
def ephemeral_sizes(case: Case) -> Iterator[Finding]:
    """An ephemeral disk is on a size that has room for it.

    It lies in the host's cache, or on the machine's local disk. Azure refuses it where it does not fit.
    """
    for path, pool in case.pools():
        size = _size(pool)
        if pool.storage_profile != "Ephemeral" or size is None:
            continue
        wanted, room = pool.os_disk_size_gb or IMAGE_GIB, size.largest_ephemeral_gib
        if size.ephemeral_os_disk is False:
            yield Finding((*path, "vmSize"), "this size has no ephemeral disks", shown(pool.vm_size))
        elif room is not None and wanted > room:
            message = f"{pool.vm_size} has room for an ephemeral disk of {room:g} GiB, and {wanted} are wanted"
            yield Finding((*path, "osDiskSizeGB" if pool.os_disk_size_gb else "vmSize"), message, shown(wanted))


@rule(
    "A82",
    wrong={
        A + "storageProfile": "Ephemeral",
        A + "diskEncryptionSetID": "/subscriptions/s/resourceGroups/g/providers/Microsoft.Compute/diskEncryptionSets/d",
        A + "vmSize": "Standard_D4s_v3",
    },
    right={
        A + "diskEncryptionSetID": "/subscriptions/s/resourceGroups/g/providers/Microsoft.Compute/diskEncryptionSets/d"
    },
    source=AZURE,
    advice="choose one",
)
def ephemeral_encryption(case: Case) -> Iterator[Finding]:
    """An ephemeral disk has no disk encryption set."""
    for path, pool in case.pools():
        if pool.storage_profile == "Ephemeral" and pool.disk_encryption_set_id:
            yield Finding((*path, "diskEncryptionSetID"), "an ephemeral disk lies on the host")


_KATA = {K + "containerRuntime": "kata-containers"}


@rule(
    "A83",
    wrong={**_KATA, A + "vmSize": "Standard_DS2_v2"},
    right={**_KATA, A + "vmSize": "Standard_D4s_v3"},
    source=AZURE,
    silenceable=True,
    advice="take a Dv3, Ev3 or later Intel size",
)
def kata_sizes(case: Case) -> Iterator[Finding]:
    """Kata runs on sizes with nested virtualization.

    Each pod is a virtual machine inside the node.
    """
    for path, pool in case.pools():
        size = _size(pool)
        if case.config.container_runtime == "kata-containers" and size and size.nested_virtualization is False:
            yield Finding((*path, "vmSize"), "this size has no nested virtualization", shown(pool.vm_size))


@rule(
    "A84",
    wrong={A + "vmSize": "Standard_D2_v3", A + "ultraSSDEnabled": True},
    source=AZURE,
    silenceable=True,
    right={A + "vmSize": "Standard_D2s_v3", A + "ultraSSDEnabled": True},
    advice="take a size with an s in its name",
)
def ultra_disks(case: Case) -> Iterator[Finding]:
    """Ultra disks are for sizes with premium storage."""
    for path, machine in case.machines():
        size = vm_sizes.find(machine.vm_size)
        if machine.ultra_ssd_enabled and size and size.premium_io is False:
            yield Finding((*path, "ultraSSDEnabled"), f"{machine.vm_size} takes no premium disks", "true")
