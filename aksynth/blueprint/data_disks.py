"""The data disks of agents, and what they leave for the volumes of pods."""

from __future__ import annotations

from collections.abc import Iterable

from aksynth.apimodel import AgentPoolProfile
from aksynth.blueprint.machines import Disk, MachineSpec, tier
from aksynth.catalog import vm_sizes


def data_disks(pool: AgentPoolProfile) -> tuple[Disk, ...]:
    """Disk i is at lun i, empty, and nothing formats it: as AKS Engine created them."""
    return tuple(
        Disk(
            size_gb=size,
            storage_account_type=tier(pool.vm_size),
            caching=pool.data_disk_caching_type or "None",
            encryption_set_id=pool.disk_encryption_set_id or None,
        )
        for size in pool.disk_sizes_gb or []
    )


def reserved_luns(machines: Iterable[MachineSpec]) -> int:
    """How many disks of each agent the disk driver must not count on.

    The driver takes the limit of the size for volumes, minus this number, which is the same for all nodes (v1.34.5,
    pkg/azuredisk/nodeserver.go, NodeGetInfo). It must leave at least one disk on every size: Kubernetes knows no limit
    for a node where the result is 0 or less.
    """
    known = list(machines)
    limits = [size.max_data_disks for m in known if (size := vm_sizes.find(m.size)) and size.max_data_disks]
    wanted = max((len(m.data_disks) for m in known), default=0)
    return max(0, min([wanted, *(limit - 1 for limit in limits)]))
