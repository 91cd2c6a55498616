"""Values that end a fault of address capacity."""

from __future__ import annotations

from ipaddress import IPv4Network

from aksynth.addresses import prefix_for, with_prefix
from aksynth.apimodel import AgentPoolProfile, MasterProfile
from aksynth.defaults import ranges
from aksynth.rules.case import Case

Nodes = MasterProfile | AgentPoolProfile

LEAST_ADDRESSES = 11
"""Fewer addresses leave too few for pods: ten pods are little more than the system daemons of a node."""


def per_node(machines: list[Nodes], room: int) -> int:
    """The addresses of each node if all nodes get the same number."""
    nodes = sum(machine.count for machine in machines)
    return max(room, 0) // nodes if nodes else 0


def fitting_nodes(machines: list[Nodes], room: int) -> str:
    """Such as "8 nodes of 31 addresses". Empty if the nodes have different numbers of addresses."""
    sizes = {machine.ip_address_count or 1 for machine in machines}
    if len(sizes) != 1:
        return ""
    (size,) = sizes
    nodes, each = max(room, 0) // size, "1 address" if size == 1 else f"{size} addresses"
    return f"enough for {nodes} node{'' if nodes == 1 else 's'} of {each}"


def subnet_advice(case: Case, subnet: IPv4Network, size: int, machines: list[Nodes], room: int) -> str:
    """What to write so that a subnet of `size` addresses is not needed, or exists. Empty if no value is known."""
    fewer = per_node(machines, room)
    larger = _larger_subnet(case, subnet, size)
    lower = ""
    if LEAST_ADDRESSES <= fewer < min((machine.ip_address_count or 1 for machine in machines), default=0):
        lower = f"set ipAddressCount to {fewer} and --max-pods to {fewer - 1} for all nodes of the subnet"
    return ", or ".join(filter(None, (larger, lower)))


def _larger_subnet(case: Case, subnet: IPv4Network, size: int) -> str:
    """With scale-set masters or kubenet, the ranges of an owned network are fixed."""
    prefix = prefix_for(size)
    if case.custom_vnet:
        return f"use a subnet with a prefix of /{prefix}"
    found = with_prefix(subnet, prefix)
    if case.masters_in_scale_set or not case.plugin.pods_in_subnet or not found:
        return ""
    services = ranges.network(case.config.service_cidr)
    free = found.subnet_of(ranges.VNET) and not (services and services.overlaps(found))
    return f"set clusterSubnet to {found}" if free else ""


def pods_advice(pods: IPv4Network, prefix: int, taken: list[IPv4Network]) -> str:
    """A range of pods with the prefix, at the same first address if no other range is there."""
    found = with_prefix(pods, prefix)
    if found and not any(found.overlaps(other) for other in taken):
        return f"set clusterSubnet to {found}"
    return f"use a clusterSubnet with a prefix of /{prefix}"
