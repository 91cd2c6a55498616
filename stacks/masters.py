"""The masters."""

from __future__ import annotations

from typing import TYPE_CHECKING

from aksynth._stacks.node_files import NodeFiles
from aksynth.constructs import MasterPool, MasterSsh

if TYPE_CHECKING:
    from aksynth._stacks.cluster import ClusterStack


def add_masters(stack: ClusterStack, files: NodeFiles) -> MasterPool:
    masters = stack.blueprint.masters
    pool = MasterPool(
        stack,
        "masters",
        group=stack.group,
        masters=masters.machines,
        identity_type=stack.identities.masters_type,
        identity_ids=stack.identities.masters_ids,
        availability_set=masters.availability_set,
        fault_domains=masters.fault_domains,
        update_domains=masters.update_domains,
        scale_set=masters.scale_set,
        zones=masters.zones,
        subnet_id=stack.masters_subnet_id,
        backend_pools=stack.endpoint.pool_ids,
        machine=masters.machine,
        ip_forwarding=stack.blueprint.pod_network.ip_forwarding,
        security_group_id=stack.network.nic_security_group_id,
        dns_servers=stack.blueprint.network.dns_servers,
        etcd_disk=masters.etcd_disk,
        etcd_disk_size_written=masters.etcd_disk_size_written,
        login=stack.login,
        user_data=files.masters_user_data,
        certificates=stack.blueprint.certificates,
        protect=stack.protect,
        after=stack.network.egress,
    )
    stack.identities.grant_machines(pool)
    if stack.blueprint.access.ssh_ranges and stack.blueprint.endpoint.public:
        MasterSsh(stack, "ssh", group=stack.group, endpoint=stack.endpoint, masters=pool)
    return pool
