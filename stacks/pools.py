"""The agent pools."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from constructs import Construct

from aksynth._stacks.node_files import NodeFiles
from aksynth.blueprint.pools import Pool
from aksynth.constructs import AgentNicSpec, AgentPool, AvailabilitySetPool

if TYPE_CHECKING:
    from aksynth._stacks.cluster import ClusterStack


def add_pools(stack: ClusterStack, files: NodeFiles) -> dict[str, AgentPool | AvailabilitySetPool]:
    """The pools by name."""
    scope = Construct(stack, "pools")
    return {pool.name: _pool(stack, scope, pool, files) for pool in stack.blueprint.pools}


def _pool(stack: ClusterStack, scope: Construct, pool: Pool, files: NodeFiles) -> AgentPool | AvailabilitySetPool:
    common: dict[str, Any] = {
        "group": stack.group,
        "identity_ids": [stack.identities.nodes.identity_id],
        "nic": _nic(stack, pool),
        "machine": pool.machine,
        "login": stack.login,
        "user_data": files.agents_user_data(pool),
        "certificates": stack.blueprint.certificates,
        "after": [*stack.masters.addresses_taken, *stack.endpoint.ready, *stack.network.ready],
    }
    if pool.availability_set:
        return AvailabilitySetPool(scope, pool.name, availability_set=pool.availability_set, **common)
    return AgentPool(
        scope,
        pool.name,
        name=pool.scale_set or "",
        count=pool.count,
        resized=pool.bounds is not None or pool.rolling is not None,
        fault_domains=pool.fault_domains,
        zones=pool.zones,
        spot=pool.spot,
        **common,
    )


def _nic(stack: ClusterStack, pool: Pool) -> AgentNicSpec:
    return AgentNicSpec(
        subnet_id=stack.network.subnet_ids[pool.subnet],
        ip_forwarding=stack.blueprint.pod_network.ip_forwarding,
        security_group_id=stack.network.nic_security_group_id,
        dns_servers=stack.blueprint.network.dns_servers,
        ip_address_count=pool.ip_address_count,
        backend_pools=pool.backend_pools,
    )
