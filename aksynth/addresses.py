"""Address arithmetic, without Azure or Kubernetes objects.

Azure reserves the first four addresses and the last address of a subnet.
"""

from __future__ import annotations

from dataclasses import dataclass
from ipaddress import IPv4Address, IPv4Network

NOT_PUBLIC = tuple(
    map(
        IPv4Network,
        (
            "0.0.0.0/8",
            "10.0.0.0/8",
            "100.64.0.0/10",
            "127.0.0.0/8",
            "169.254.0.0/16",
            "172.16.0.0/12",
            "192.168.0.0/16",
            "224.0.0.0/3",
        ),
    )
)
"""No client of the internet has an address in these. Azure refuses RFC 1918 in a key vault's firewall ("belongs to
forbidden range 10.0.0.0-10.255.255.255"): https://learn.microsoft.com/azure/key-vault/general/network-security"""

WIDEST_VAULT_PREFIX = 8
"""The shortest prefix that a key vault allows. A shorter one is a large part of the internet."""

LARGEST_MASTER_COUNT = 5
RESERVED = 5
"""Addresses that Azure reserves in each subnet: the first four and the last."""

LARGEST_ROUTE_TABLE = 400
"""The limit of routes in one route table. With kubenet each node has one."""

LARGEST_VNET = 65536
"""The limit of private addresses in one virtual network."""
LOAD_BALANCER_OFFSET = 10


class AddressCapacityError(ValueError):
    """The subnet does not have the addresses that the masters need."""


@dataclass(frozen=True, kw_only=True)
class MasterAddresses:
    """Primary addresses by index, the pods' addresses by index, the internal load balancer's, and a jumpbox's.

    `jumpbox` None: a dynamic address of the subnet is none that a master gets later.
    """

    primary: tuple[IPv4Address, ...]
    secondary: tuple[tuple[IPv4Address, ...], ...]
    load_balancer: IPv4Address
    jumpbox: IPv4Address | None = None


def opens_vaults(network: IPv4Network) -> bool:
    """Whether a range that reaches the API also reaches the vaults: it is public, and its prefix is /8 or longer."""
    return not is_wide(network) and not any(network.overlaps(other) for other in NOT_PUBLIC)


def is_wide(network: IPv4Network) -> bool:
    """Whether a range is a large part of the internet."""
    return network.prefixlen < WIDEST_VAULT_PREFIX


def first_master_address(subnet: IPv4Network) -> IPv4Address:
    """Host 5 of the last /24 of the subnet, as AKS Engine has it: 10.240.0.0/12 gives 10.255.255.5."""
    return IPv4Address(int(subnet.broadcast_address) & 0xFFFFFF00 | 5)


def availability_set_masters(
    first: IPv4Address, subnet: IPv4Network | None, count: int, per_master: int
) -> MasterAddresses:
    """Static addresses of `count` masters with `per_master` addresses each, starting at `first`.

    The addresses of pods are below the first master, or above the load balancer if there are too few below. The side is
    chosen for five masters, so that adding masters moves no address. If `subnet` is None, the side below is used.

    Raises AddressCapacityError if neither side has enough addresses, or if the masters or the load balancer are outside
    the subnet.
    """
    primary = tuple(first + index for index in range(count))
    load_balancer, length = first + LOAD_BALANCER_OFFSET, per_master - 1
    if subnet and not (first >= first_usable(subnet) and load_balancer <= last_usable(subnet)):
        raise AddressCapacityError(f"masters from {first} and load balancer {load_balancer} do not fit into {subnet}")
    for masters in (LARGEST_MASTER_COUNT, count):
        if subnet is None or int(first) - masters * length >= int(first_usable(subnet)):
            starts = [int(first) - (i + 1) * length for i in range(count)]
        elif int(load_balancer) + masters * length <= int(last_usable(subnet)):
            starts = [int(load_balancer) + 1 + i * length for i in range(count)]
        else:
            continue
        secondary = tuple(_block(IPv4Address(start), length) for start in starts)
        return MasterAddresses(primary=primary, secondary=secondary, load_balancer=load_balancer)
    message = f"{count} masters with {per_master} addresses each do not fit around {first} in {subnet}"
    raise AddressCapacityError(message)


def fitting_first(subnet: IPv4Network, count: int, per_master: int) -> IPv4Address | None:
    """A first address with enough addresses for masters, their pods and the load balancer; None if there is none."""
    highest = last_usable(subnet) - LOAD_BALANCER_OFFSET
    lowest = first_usable(subnet) + count * (per_master - 1)
    return lowest if first_usable(subnet) <= lowest <= highest else None


def prefix_for(addresses: int) -> int:
    """The longest prefix of a range with at least this many addresses."""
    return max(32 - (addresses - 1).bit_length(), 0)


def with_prefix(network: IPv4Network, prefix: int) -> IPv4Network | None:
    """The range of this prefix with the same first address; None if the address is not the first of such a range."""
    found = IPv4Network((network.network_address, prefix), strict=False)
    return found if found.network_address == network.network_address else None


def scale_set_masters(
    first: IPv4Address, subnet: IPv4Network | None, wanted_lb: IPv4Address, count: int, per_master: int
) -> MasterAddresses:
    """Consecutive blocks of `per_master` addresses, one for each master, starting at `first`.

    The load balancer gets `wanted_lb`, or the last usable address of the subnet if `wanted_lb` is outside the subnet or
    not above the blocks of five masters. If `subnet` is None, it gets the address after these blocks. A jumpbox gets
    the address beside it.

    Raises AddressCapacityError if the blocks do not fit into the subnet.
    """
    blocks = [_block(first + index * per_master, per_master) for index in range(count)]
    end = first + count * per_master - 1
    load_balancer, highest = wanted_lb, first + LARGEST_MASTER_COUNT * per_master
    if wanted_lb <= highest or (subnet and wanted_lb not in subnet):
        load_balancer = last_usable(subnet) if subnet else highest
    if subnet and not (first_usable(subnet) <= first and end < load_balancer <= last_usable(subnet)):
        message = f"{count} masters with {per_master} addresses each from {first} do not fit into {subnet}"
        raise AddressCapacityError(message)
    return MasterAddresses(
        primary=tuple(block[0] for block in blocks),
        secondary=tuple(block[1:] for block in blocks),
        load_balancer=load_balancer,
        jumpbox=_beside(load_balancer, subnet, above=end),
    )


def _beside(load_balancer: IPv4Address, subnet: IPv4Network | None, *, above: IPv4Address) -> IPv4Address | None:
    """None if the subnet has no free address."""
    found = load_balancer - 1 if subnet and load_balancer == last_usable(subnet) else load_balancer + 1
    return found if found > above else None


def first_usable(subnet: IPv4Network) -> IPv4Address:
    return subnet.network_address + 4


def last_usable(subnet: IPv4Network) -> IPv4Address:
    return subnet.broadcast_address - 1


def _block(start: IPv4Address, length: int) -> tuple[IPv4Address, ...]:
    return tuple(start + offset for offset in range(length))
