"""How the addresses of each subnet are used, how many are free, and how far each pool can grow.

Azure reserves the first four addresses and the last address of a subnet. A machine with dynamic addresses gets the
lowest free ones: https://learn.microsoft.com/azure/virtual-network/ip-services/private-ip-addresses
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv4Network

from aksynth.addresses import (
    LARGEST_MASTER_COUNT,
    LARGEST_ROUTE_TABLE,
    LARGEST_VNET,
    AddressCapacityError,
    availability_set_masters,
)
from aksynth.blueprint.blueprint import Blueprint
from aksynth.blueprint.network import Subnet
from aksynth.blueprint.pools import Pool
from aksynth.blueprint.spans import Span, add_free, place, reserved, split


@dataclass(frozen=True, kw_only=True)
class Growth:
    """How far a pool can grow in its subnet, if no other pool grows. A virtual network has at most 65,536 addresses
    in use, and pods with a separate range limit the nodes, too. `largest` is None if the range of the subnet is
    unknown."""

    pool: str
    count: int
    addresses_per_node: int
    largest: int | None

    @property
    def surge_fits(self) -> bool:
        """Whether one more node fits, for an upgrade that adds a node before it removes one."""
        return self.largest is None or self.largest > self.count


@dataclass(frozen=True, kw_only=True)
class SubnetPlan:
    """The spans of a subnet in the order of their addresses. Without a range, only static addresses are known."""

    name: str
    range: IPv4Network | None
    spans: tuple[Span, ...]
    growth: tuple[Growth, ...]
    problems: tuple[str, ...]

    @property
    def free(self) -> int | None:
        """Without the addresses that more masters would get."""
        return _free(self.spans) if self.range else None


def _free(spans: Iterable[Span]) -> int:
    return sum(span.count for span in spans if span.kind == "free")


@dataclass(frozen=True, kw_only=True)
class NodeRanges:
    """Pods that are not in a subnet: each node gets a part of `range`. `largest` is the number of nodes."""

    range: str
    node_prefix: int
    nodes: int
    largest: int


@dataclass(frozen=True, kw_only=True)
class AddressPlan:
    """Of the virtual network, and of the pods if they have a separate range."""

    address_space: str
    service_cidr: str
    subnets: tuple[SubnetPlan, ...]
    pods: NodeRanges | None


def address_plan(blueprint: Blueprint) -> AddressPlan:
    """Pure arithmetic, without requests to Azure."""
    network = blueprint.network
    return AddressPlan(
        address_space=network.address_space,
        service_cidr=network.service_cidr,
        subnets=tuple(_subnet(blueprint, subnet) for subnet in blueprint.subnets),
        pods=_node_ranges(blueprint),
    )


def _subnet(blueprint: Blueprint, subnet: Subnet) -> SubnetPlan:
    found = IPv4Network(subnet.prefix) if subnet.prefix else None
    static = list(_static(blueprint, subnet))
    pools, nodes = [pool for pool in blueprint.pools if pool.subnet == subnet.name], _node_ranges(blueprint)
    if found is None:
        spans = sorted(static, key=lambda span: span.first)
        growth = tuple(_growth(pool, None, nodes) for pool in pools)
        return SubnetPlan(name=subnet.name, range=None, spans=tuple(spans), growth=growth, problems=())
    taken = [*reserved(found), *static]
    dynamic, missing = place(found, taken, list(_dynamic(blueprint, subnet, pools)))
    future = list(_future_masters(blueprint, found)) if subnet.name == blueprint.masters.subnet else []
    problems = [
        *_missing(found, missing),
        *_collisions(future, [*static, *dynamic]),
        *_no_future(blueprint, subnet, future),
    ]
    spans = add_free(found, [*taken, *dynamic, *split(future, [*static, *dynamic])])
    free = min(_free(spans), LARGEST_VNET - _in_use(blueprint))
    growth = tuple(_growth(pool, free, nodes) for pool in pools)
    return SubnetPlan(name=subnet.name, range=found, spans=tuple(spans), growth=growth, problems=tuple(problems))


def _dynamic(blueprint: Blueprint, subnet: Subnet, pools: Sequence[Pool]) -> Iterator[tuple[str, int]]:
    """Owner and number of addresses."""
    for pool in pools:
        yield f"pool {pool.name}", pool.largest * pool.ip_address_count
    jumpbox = blueprint.jumpbox
    if jumpbox and not jumpbox.address and subnet.name == blueprint.masters.subnet:
        yield f"jumpbox {jumpbox.name}", 1


def _static(blueprint: Blueprint, subnet: Subnet) -> Iterator[Span]:
    """The addresses that masters, the load balancer, a jumpbox and private endpoints get by name."""
    private = blueprint.private_endpoints
    for found in private.endpoints if private and private.subnet == subnet else ():
        yield Span.of("private-endpoint", f"private endpoint of {found.service}", [IPv4Address(found.address)])
    if subnet.name != blueprint.masters.subnet:
        return
    for master in blueprint.masters.machines:
        yield Span.of("master", f"master {master.index}", [IPv4Address(master.address)])
        if master.secondary_addresses:
            pods = [IPv4Address(address) for address in master.secondary_addresses]
            yield Span.of("master-pods", f"pods of master {master.index}", pods)
    yield Span.of("load-balancer", "internal load balancer", [IPv4Address(blueprint.endpoint.address)])
    if blueprint.jumpbox and blueprint.jumpbox.address:
        yield Span.of("pool", f"jumpbox {blueprint.jumpbox.name}", [IPv4Address(blueprint.jumpbox.address)])


def _future_masters(blueprint: Blueprint, found: IPv4Network) -> Iterator[Span]:
    """The addresses that a cluster of five masters would have more than this one. None if five do not fit."""
    masters = blueprint.masters
    first = IPv4Address(masters.machines[0].address)
    each, count = 1 + len(masters.machines[0].secondary_addresses), len(masters.machines)
    if masters.scale_set:
        blocks = [[first + index * each + i for i in range(each)] for index in range(count, LARGEST_MASTER_COUNT)]
    else:
        try:
            plan = availability_set_masters(first, found, LARGEST_MASTER_COUNT, each)
        except AddressCapacityError:
            return
        blocks = [[plan.primary[i], *plan.secondary[i]] for i in range(count, LARGEST_MASTER_COUNT)]
    if any(address not in found for block in blocks for address in block):
        return
    for index, block in enumerate(blocks, count):
        yield from Span.of_each("future-master", f"master {index} if added", sorted(block))


def _missing(found: IPv4Network, missing: int) -> Iterator[str]:
    if missing:
        yield f"{found} has {missing} addresses too few for its machines and pods"


def _collisions(future: Sequence[Span], dynamic: Sequence[Span]) -> Iterator[str]:
    """Agents and private endpoints exist before a master that is added later, and have the address that it needs."""
    for span in future:
        taker = next((other for other in dynamic if other.overlaps(span)), None)
        if taker:
            yield f"{span.owner} needs {span.text}, which {taker.owner} gets before it"
            return


def _no_future(blueprint: Blueprint, subnet: Subnet, future: Sequence[Span]) -> Iterator[str]:
    is_complete = len(blueprint.masters.machines) == LARGEST_MASTER_COUNT
    if subnet.name == blueprint.masters.subnet and not future and not is_complete:
        yield f"{LARGEST_MASTER_COUNT} masters do not fit"


def _in_use(blueprint: Blueprint) -> int:
    """Addresses of all machines and their pods, of the load balancer and of private endpoints."""
    private = blueprint.private_endpoints
    masters = sum(1 + len(master.secondary_addresses) for master in blueprint.masters.machines)
    return (
        masters
        + sum(pool.largest * pool.ip_address_count for pool in blueprint.pools)
        + 1
        + (len(private.endpoints) if private else 0)
    )


def _growth(pool: Pool, free: int | None, pods: NodeRanges | None) -> Growth:
    each = pool.ip_address_count
    more = [max(free, 0) // each] if free is not None else []
    more += [pods.largest - pods.nodes] if pods else []
    largest = pool.largest + min(more) if free is not None else None
    return Growth(pool=pool.name, count=pool.largest, addresses_per_node=each, largest=largest)


def _node_ranges(blueprint: Blueprint) -> NodeRanges | None:
    pods = blueprint.pod_network
    prefix = pods.node_prefix
    if pods.pods_in_subnet or not prefix:
        return None
    nodes = len(blueprint.masters.machines) + sum(pool.count for pool in blueprint.pools)
    ranges = 2 ** max(prefix - IPv4Network(pods.pod_cidr).prefixlen, 0)
    largest = min(ranges, LARGEST_ROUTE_TABLE) if pods.route_table else ranges
    return NodeRanges(range=pods.pod_cidr, node_prefix=prefix, nodes=nodes, largest=largest)
