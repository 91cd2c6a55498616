"""Arithmetic of addresses, without any Azure or Kubernetes object.

Azure keeps the first four addresses of a subnet and the last one for itself.
"""

from __future__ import annotations

from dataclasses import dataclass
from ipaddress import IPv4Address, IPv4Network

LARGEST_MASTER_COUNT = 5
LOAD_BALANCER_OFFSET = 10


class NoRoomError(ValueError):
    """The masters' static addresses do not fit into their subnet."""


@dataclass(frozen=True, kw_only=True)
class MasterAddresses:
    """Primary addresses by index, the pods' addresses by index, and the internal load balancer's."""

    primary: tuple[IPv4Address, ...]
    secondary: tuple[tuple[IPv4Address, ...], ...]
    load_balancer: IPv4Address


def first_master_address(subnet: IPv4Network) -> IPv4Address:
    """Host 5 of the last /24 of the subnet, as AKS Engine has it: 10.240.0.0/12 gives 10.255.255.5."""
    return IPv4Address(int(subnet.broadcast_address) & 0xFFFFFF00 | 5)


def availability_set_masters(subnet: IPv4Network, count: int, per_master: int) -> MasterAddresses:
    """Static addresses of `count` masters with `per_master` addresses each.

    The pods' addresses lie below the first master, or above the load balancer where there is no room below. The side
    is chosen for five masters, so that growing moves nothing.

    Raises NoRoomError where neither side has room.
    """
    first = first_master_address(subnet)
    primary = tuple(first + index for index in range(count))
    load_balancer = first + LOAD_BALANCER_OFFSET
    for masters in (LARGEST_MASTER_COUNT, count):
        needed = masters * (per_master - 1)
        if int(first) - needed >= int(subnet.network_address) + 4:
            secondary = tuple(_block(first - (i + 1) * (per_master - 1), per_master - 1) for i in range(count))
            return MasterAddresses(primary=primary, secondary=secondary, load_balancer=load_balancer)
        if int(load_balancer) + needed < int(subnet.broadcast_address):
            secondary = tuple(_block(load_balancer + 1 + i * (per_master - 1), per_master - 1) for i in range(count))
            return MasterAddresses(primary=primary, secondary=secondary, load_balancer=load_balancer)
    raise NoRoomError(f"{count} masters with {per_master} addresses each do not fit around {first} in {subnet}")


def _block(start: IPv4Address, length: int) -> tuple[IPv4Address, ...]:
    return tuple(start + offset for offset in range(length))
