"""The masters."""

from __future__ import annotations

from typing import TYPE_CHECKING

from aksynth._stacks.node_files import NodeFiles
from aksynth.blueprint.masters import Masters
from aksynth.constructs import EtcdDisk, MasterPool, MasterSet, MasterSsh, NicSpec

if TYPE_CHECKING:
    from aksynth._stacks.cluster import ClusterStack


def add_masters(stack: ClusterStack, files: NodeFiles) -> MasterPool:
    masters = stack.blueprint.masters
    pool = MasterPool(
        stack,
        "masters",
        group=stack.group,
        masters=masters.machines,
        set_=_set(masters),
        identity_type=stack.identities.masters_type,
        identity_ids=stack.identities.masters_ids,
        nic=_nic(stack),
        backend_pools=stack.endpoint.pool_ids,
        machine=masters.machine,
        etcd_disk=EtcdDisk(disk=masters.etcd_disk, size_written=masters.etcd_disk_size_written, protect=stack.protect),
        login=stack.login,
        user_data=files.masters_user_data,
        certificates=stack.blueprint.certificates,
        after=stack.network.egress,
    )
    stack.identities.grant_machines(pool)
    if stack.blueprint.access.ssh_ranges and stack.blueprint.endpoint.public:
        MasterSsh(stack, "ssh", group=stack.group, endpoint=stack.endpoint, masters=pool)
    return pool


def _set(masters: Masters) -> MasterSet:
    return MasterSet(
        availability_set=masters.availability_set,
        scale_set=masters.scale_set,
        fault_domains=masters.fault_domains,
        update_domains=masters.update_domains,
        zones=masters.zones,
    )


def _nic(stack: ClusterStack) -> NicSpec:
    return NicSpec(
        subnet_id=stack.masters_subnet_id,
        ip_forwarding=stack.blueprint.pod_network.ip_forwarding,
        security_group_id=stack.network.nic_security_group_id,
        dns_servers=stack.blueprint.network.dns_servers,
    )
