"""What the cluster needs of a subnet."""

from __future__ import annotations

from aksynth.blueprint.blueprint import Blueprint
from aksynth.blueprint.network import Subnet


def static_addresses(blueprint: Blueprint, subnet: Subnet) -> tuple[str, ...]:
    """The addresses that masters, internal load balancer, jumpbox and private endpoints have from the beginning."""
    return (*_of_masters(blueprint, subnet), *_of_endpoints(blueprint, subnet))


def _of_endpoints(blueprint: Blueprint, subnet: Subnet) -> tuple[str, ...]:
    private = blueprint.private_endpoints
    return tuple(found.address for found in private.endpoints) if private and private.subnet == subnet else ()


def _of_masters(blueprint: Blueprint, subnet: Subnet) -> tuple[str, ...]:
    if subnet.name != blueprint.masters.subnet:
        return ()
    masters = [(master.address, *master.secondary_addresses) for master in blueprint.masters.machines]
    jumpbox = (blueprint.jumpbox.address,) if blueprint.jumpbox and blueprint.jumpbox.address else ()
    return (*(address for addresses in masters for address in addresses), blueprint.endpoint.address, *jumpbox)


def addresses_needed(blueprint: Blueprint, subnet: Subnet) -> int:
    """The number of all addresses: nodes, pods and the internal load balancer."""
    pools = [pool.largest * pool.ip_address_count for pool in blueprint.pools if pool.subnet == subnet.name]
    return sum(pools, len(static_addresses(blueprint, subnet)))


def service_endpoints(blueprint: Blueprint, subnet: Subnet) -> tuple[str, ...]:
    """Azure's services that the machines of the subnet reach by a service endpoint; agents do not store snapshots."""
    if subnet not in blueprint.network.subnets:
        return ()
    endpoints = blueprint.network.service_endpoints
    return endpoints if subnet.name == blueprint.masters.subnet else endpoints[:1]
