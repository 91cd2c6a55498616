"""Ephemeral OS disks of agents."""

from __future__ import annotations

from collections.abc import Iterator

from aksynth.apimodel import AgentPoolProfile
from aksynth.catalog import vm_sizes
from aksynth.defaults.ephemeral import IMAGE_GIB, LARGEST_GIB, is_ephemeral, rooms, wanted_gib
from aksynth.rules.case import Case
from aksynth.rules.paths import A
from aksynth.rules.registry import AZURE, Finding, rule, shown

_EPHEMERAL = {A + "storageProfile": "Ephemeral", A + "vmSize": "Standard_D4s_v3"}
_OTHER_SIZE = "use a size with a cache or a local disk, such as Standard_D4ds_v5, or set storageProfile to ManagedDisks"


@rule(
    "V93",
    wrong={**_EPHEMERAL, A + "osDiskCachingType": "ReadWrite"},
    right={**_EPHEMERAL, A + "osDiskCachingType": "ReadOnly"},
    source=AZURE,
    advice="remove the field",
)
def ephemeral_cache(case: Case) -> Iterator[Finding]:
    """Caching of an ephemeral OS disk must be ReadOnly."""
    for path, pool in case.pools():
        caching = pool.os_disk_caching_type
        if pool.storage_profile == "Ephemeral" and caching in ("None", "ReadWrite"):
            yield Finding(
                (*path, "osDiskCachingType"),
                "Azure accepts only ReadOnly for an ephemeral OS disk",
                shown(caching),
                "ReadOnly",
            )


@rule(
    "A81",
    wrong={**_EPHEMERAL, A + "vmSize": "Standard_D2s_v3", A + "osDiskSizeGB": 80},
    right={**_EPHEMERAL, A + "vmSize": "Standard_D2s_v3", A + "osDiskSizeGB": 50},
    source="https://learn.microsoft.com/azure/virtual-machines/ephemeral-os-disks",
    silenceable=True,
    advice="set osDiskSizeGB to a size that fits, or use a larger vmSize, or set storageProfile to ManagedDisks",
)
def ephemeral_sizes(case: Case) -> Iterator[Finding]:
    """An ephemeral OS disk must fit in the cache or on a local disk of the size.

    Azure rejects it otherwise. Without osDiskSizeGB it has the 30 GiB of the image.
    """
    for path, pool in case.pools():
        found = rooms(pool) if is_ephemeral(pool) else None
        largest = max((room or LARGEST_GIB for room in found.values()), default=0) if found else 0
        if found is None or _is_nvme_in_scale_set(pool) or wanted_gib(pool) <= largest:
            continue
        if largest < IMAGE_GIB:
            message = f"this size has no cache or local disk of {IMAGE_GIB} GiB"
            yield Finding((*path, "vmSize"), message, shown(pool.vm_size), advice=_OTHER_SIZE)
        else:
            message = f"{pool.vm_size} has room for an ephemeral OS disk of {largest} GiB"
            yield Finding((*path, "osDiskSizeGB"), message, shown(pool.os_disk_size_gb), f"30 to {largest}")


def _is_nvme_in_scale_set(pool: AgentPoolProfile) -> bool:
    size = vm_sizes.find(pool.vm_size)
    only_nvme = size is not None and size.ephemeral_placements == ("NvmeDisk",)
    return is_ephemeral(pool) and only_nvme and pool.availability_profile != "AvailabilitySet"


@rule(
    "A150",
    wrong={**_EPHEMERAL, A + "vmSize": "Standard_D4ds_v6"},
    right={**_EPHEMERAL, A + "vmSize": "Standard_D4ds_v6", A + "availabilityProfile": "AvailabilitySet"},
    source="hashicorp/azurerm v4.55.0, internal/services/compute/virtual_machine_scale_set.go",
    advice="set availabilityProfile to AvailabilitySet, or use a size with a cache or a temporary disk, such as "
    "Standard_D4ds_v5, or set storageProfile to ManagedDisks",
)
def ephemeral_nvme(case: Case) -> Iterator[Finding]:
    """An ephemeral OS disk on a local NVMe disk must be in an availability set.

    Sizes of version 6 and later have no cache and no temporary disk. The Terraform provider accepts the placement
    NvmeDisk for virtual machines, but not for scale sets.
    """
    for path, pool in case.pools():
        if _is_nvme_in_scale_set(pool):
            message = f"{pool.vm_size} has only local NVMe disks, and the pool is a scale set"
            yield Finding((*path, "storageProfile"), message, shown(pool.storage_profile))


@rule(
    "A151",
    wrong=_EPHEMERAL,
    right={},
    warns=True,
    advice="keep all data in volumes; set storageProfile to ManagedDisks if the OS disk must last",
)
def ephemeral_loses_data(case: Case) -> Iterator[Finding]:
    """Data of pools with ephemeral OS disks should be in volumes.

    AKS Engine called the feature experimental. If Azure moves, repairs or reimages a machine, its OS disk is empty
    again: images, logs and emptyDir volumes are lost. The node joins the cluster again.
    """
    for path, pool in case.pools():
        if not is_ephemeral(pool):
            continue
        message = "ephemeral OS disks are experimental: their content is lost if Azure moves or reimages an agent"
        if rooms(pool) is None:
            message += f". The local disks of {pool.vm_size} are not known, so aksynth uses the cache without a check"
        yield Finding((*path, "storageProfile"), message, shown(pool.storage_profile))


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
    advice="remove diskEncryptionSetID, or set storageProfile to ManagedDisks",
)
def ephemeral_encryption(case: Case) -> Iterator[Finding]:
    """An ephemeral OS disk must not have a disk encryption set."""
    for path, pool in case.pools():
        if pool.storage_profile == "Ephemeral" and pool.disk_encryption_set_id:
            yield Finding(
                (*path, "diskEncryptionSetID"),
                "an ephemeral OS disk is stored on the host and cannot use a disk encryption set",
            )
