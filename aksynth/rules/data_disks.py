"""Data disks of agents, beside their number and size."""

from __future__ import annotations

from collections.abc import Iterator

from aksynth.apimodel.disks import LARGEST_CACHED_GIB
from aksynth.catalog import vm_sizes
from aksynth.rules.case import Case
from aksynth.rules.paths import A
from aksynth.rules.registry import Finding, rule, shown


@rule(
    "A220",
    wrong={A + "diskSizesGB": [4096], A + "dataDiskCachingType": "ReadOnly"},
    right={A + "diskSizesGB": [4095], A + "dataDiskCachingType": "ReadOnly"},
    source="https://learn.microsoft.com/azure/virtual-machines/premium-storage-performance#disk-caching",
    advice="remove dataDiskCachingType, or set it to None, or use several disks of at most 4095 GiB",
)
def large_disks_have_no_cache(case: Case) -> Iterator[Finding]:
    """Data disks of more than 4095 GiB must have the caching None.

    Azure rejects another caching. It applies to all data disks of a pool. Without dataDiskCachingType, a pool with such
    a disk has None.
    """
    for path, pool in case.pools():
        largest, caching = max(pool.disk_sizes_gb or [0]), pool.data_disk_caching_type
        if largest > LARGEST_CACHED_GIB and caching in ("ReadOnly", "ReadWrite"):
            message = f"the host cannot cache a disk of {largest} GiB"
            yield Finding((*path, "dataDiskCachingType"), message, shown(caching), "None")


@rule(
    "A221",
    wrong={A + "diskSizesGB": [128, 128, 128, 128], A + "vmSize": "Standard_D2_v3"},
    right={A + "diskSizesGB": [128, 128, 128], A + "vmSize": "Standard_D2_v3"},
    source="kubernetes-sigs/azuredisk-csi-driver v1.34.5, pkg/azuredisk/nodeserver.go",
    warns=True,
    advice="use a larger size or fewer disks, or keep pods with Azure disks out of this pool by a node selector",
)
def disks_leave_room_for_volumes(case: Case) -> Iterator[Finding]:
    """Data disks should leave room for the volumes of pods.

    A volume of an Azure disk counts toward the same limit of the size. A pod with such a volume cannot start on a node
    whose data disks use the whole limit.
    """
    for path, pool in case.pools():
        size, count = vm_sizes.find(pool.vm_size), len(pool.disk_sizes_gb or [])
        if size and size.max_data_disks and count == size.max_data_disks:
            message = f"{pool.vm_size} supports {count} data disks, which leaves no room for volumes of Azure disks"
            yield Finding((*path, "diskSizesGB"), message, shown(count))
