"""The virtual network, new or existing, and the rules of its security group."""

from __future__ import annotations

from typing import TYPE_CHECKING

from aksynth._stacks.flows import inbound_rules, outbound_rules
from aksynth._stacks.open_ranges import warn_of_open_ranges
from aksynth.blueprint.network import Subnet
from aksynth.blueprint.subnet_use import addresses_needed, service_endpoints, static_addresses
from aksynth.constructs import ClusterVnet, CustomVnet, ExistingSubnet

if TYPE_CHECKING:
    from aksynth._stacks.cluster import ClusterStack


def add_network(stack: ClusterStack) -> ClusterVnet | CustomVnet:
    vnet = _custom_vnet(stack) if stack.blueprint.network.custom else _cluster_vnet(stack)
    for rule in (*inbound_rules(stack.blueprint, stack.inputs.api_ranges), *outbound_rules(stack.blueprint)):
        vnet.add_rule(rule)
    warn_of_open_ranges(stack, stack.blueprint)
    return vnet


def _cluster_vnet(stack: ClusterStack) -> ClusterVnet:
    net = stack.blueprint.network
    return ClusterVnet(
        stack,
        "network",
        group=stack.group,
        vnet=net.vnet,
        address_space=net.address_space,
        subnets={subnet.name: subnet.prefix for subnet in net.subnets},
        security_group=net.security_group,
        nat_gateway=net.nat_gateway,
        idle_timeout_minutes=net.idle_timeout_minutes,
        outbound_ips=net.outbound_ips,
        service_endpoints=net.service_endpoints,
    )


def _custom_vnet(stack: ClusterStack) -> CustomVnet:
    net = stack.blueprint.network
    return CustomVnet(
        stack,
        "network",
        group=stack.group,
        subscription_id=stack.subscription_id,
        subnets=[_existing_subnet(stack, subnet) for subnet in stack.blueprint.subnets],
        security_group=net.security_group,
        lookup=net.lookup,
    )


def _existing_subnet(stack: ClusterStack, subnet: Subnet) -> ExistingSubnet:
    return ExistingSubnet(
        id=subnet.id or "",
        name=subnet.name,
        from_lookup=(subnet.id or "").startswith(f"/subscriptions/{stack.subscription_id}/"),
        prefix=subnet.prefix,
        static=static_addresses(stack.blueprint, subnet),
        needed=addresses_needed(stack.blueprint, subnet),
        service_endpoints=service_endpoints(stack.blueprint, subnet),
        machines=subnet in stack.blueprint.network.subnets,
    )
