"""Static addresses of masters never collide, whatever the subnet."""

from __future__ import annotations

from collections.abc import Callable
from ipaddress import IPv4Address, IPv4Network
from itertools import pairwise

import hypothesis
import pytest
from hypothesis import given
from hypothesis import strategies as st

from aksynth.addresses import (
    AddressCapacityError,
    MasterAddresses,
    availability_set_masters,
    first_master_address,
    first_usable,
    fitting_first,
    scale_set_masters,
)

Plan = Callable[[IPv4Network, int, int], MasterAddresses]

SUBNETS = st.builds(
    lambda address, prefix: IPv4Network((address, prefix), strict=False),
    st.integers(0x0A000000, 0x0AFFFFFF),
    st.integers(9, 23),
)


@pytest.mark.parametrize(
    ("subnet", "first"),
    [
        ("10.240.0.0/12", "10.255.255.5"),
        ("10.100.0.0/16", "10.100.255.5"),
        ("10.1.2.0/23", "10.1.3.5"),
    ],
)
def test_first_master(subnet: str, first: str) -> None:
    """The first master is host 5 of the subnet's last /24."""
    assert first_master_address(IPv4Network(subnet)) == IPv4Address(first)


def availability_set(subnet: IPv4Network, count: int, per_master: int) -> MasterAddresses:
    """As in a virtual network made here."""
    return availability_set_masters(first_master_address(subnet), subnet, count, per_master)


def scale_set(subnet: IPv4Network, count: int, per_master: int) -> MasterAddresses:
    """As in an existing subnet: from its first usable address."""
    wanted = IPv4Address(int(subnet.network_address) & 0xFFFF0000 | 0xFF0A)
    return scale_set_masters(first_usable(subnet), subnet, wanted, count, per_master)


def test_defaults() -> None:
    """Master 0's pods have the thirty addresses below it; the load balancer is ten above."""
    plan = availability_set(IPv4Network("10.240.0.0/12"), 1, 31)
    assert plan.primary == (IPv4Address("10.255.255.5"),)
    assert (plan.secondary[0][0], plan.secondary[0][-1]) == (
        IPv4Address("10.255.254.231"),
        IPv4Address("10.255.255.4"),
    )
    assert plan.load_balancer == IPv4Address("10.255.255.15")


def test_scale_set_defaults() -> None:
    """Masters of AKS Engine's own subnet: 31 addresses apart, the load balancer at x.y.255.10."""
    plan = scale_set(IPv4Network("10.240.0.0/16"), 3, 31)
    assert [str(address) for address in plan.primary] == ["10.240.0.4", "10.240.0.35", "10.240.0.66"]
    assert plan.load_balancer == IPv4Address("10.240.255.10")


def test_load_balancer_outside_moves_to_the_end() -> None:
    """Where the usual address is in another subnet, the last usable one is taken."""
    assert scale_set(IPv4Network("10.239.1.0/24"), 3, 31).load_balancer == IPv4Address("10.239.1.254")


@given(SUBNETS, st.sampled_from([1, 3, 5]), st.integers(1, 256), st.sampled_from([availability_set, scale_set]))
def test_no_two_alike_and_none_reserved(subnet: IPv4Network, count: int, per_master: int, plan_of: Plan) -> None:
    """Every address is in the subnet, none is one of Azure's five, and none is given twice."""
    try:
        plan = plan_of(subnet, count, per_master)
    except AddressCapacityError:
        assert per_master > 48, "48 addresses each fit on either side for five masters in a /23"
        return
    every = [*plan.primary, plan.load_balancer, *(a for block in plan.secondary for a in block)]
    assert len(every) == len(set(every)) == count * per_master + 1
    assert all(subnet.network_address + 3 < address < subnet.broadcast_address for address in every)


@given(SUBNETS, st.integers(1, 52), st.sampled_from([availability_set, scale_set]))
def test_growing_moves_nothing(subnet: IPv4Network, per_master: int, plan_of: Plan) -> None:
    """From one master to three to five, those that exist keep their addresses."""
    plans = [plan_of(subnet, count, per_master) for count in (1, 3, 5)]
    for small, large in pairwise(plans):
        assert large.primary[: len(small.primary)] == small.primary
        assert large.secondary[: len(small.secondary)] == small.secondary
        assert large.load_balancer == small.load_balancer


@given(SUBNETS, st.integers(1, 256))
@hypothesis.example(IPv4Network("10.20.255.0/24"), 31)
def test_growing_in_an_unknown_subnet(subnet: IPv4Network, per_master: int) -> None:
    """Masters of a scale set, the load balancer and a jumpbox keep their addresses, and no two are alike."""
    wanted = IPv4Address(int(subnet.network_address) & 0xFFFF0000 | 0xFF0A)
    plans = [scale_set_masters(subnet[4], None, wanted, count, per_master) for count in (1, 3, 5)]
    assert len({(plan.load_balancer, plan.jumpbox) for plan in plans}) == 1
    assert plans[2].primary[:3] == plans[1].primary and plans[1].primary[:1] == plans[0].primary
    every = [*plans[2].primary, *(a for block in plans[2].secondary for a in block)]
    assert not {plans[2].load_balancer, plans[2].jumpbox} & set(every)


@given(SUBNETS, st.sampled_from([1, 3, 5]), st.integers(1, 48))
def test_a_jumpbox_beside_a_scale_set(subnet: IPv4Network, count: int, per_master: int) -> None:
    """It has a usable address that no master gets."""
    jumpbox, five = scale_set(subnet, count, per_master).jumpbox, scale_set(subnet, 5, per_master)
    assert jumpbox and subnet.network_address + 3 < jumpbox < subnet.broadcast_address
    assert jumpbox not in {*five.primary, *(a for block in five.secondary for a in block), five.load_balancer}


@given(SUBNETS, st.sampled_from([1, 3, 5]), st.integers(1, 256))
def test_the_named_first_address_fits(subnet: IPv4Network, count: int, per_master: int) -> None:
    """What an error names as fitting does fit."""
    first = fitting_first(subnet, count, per_master)
    if first:
        assert availability_set_masters(first, subnet, count, per_master).primary[0] == first
