"""Static addresses of masters never collide, whatever the subnet."""

from __future__ import annotations

from ipaddress import IPv4Address, IPv4Network
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aksynth.addresses import NoRoomError, availability_set_masters, first_master_address

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


def test_defaults() -> None:
    """Master 0's pods have the thirty addresses below it; the load balancer is ten above."""
    plan = availability_set_masters(IPv4Network("10.240.0.0/12"), 1, 31)
    assert plan.primary == (IPv4Address("10.255.255.5"),)
    assert (plan.secondary[0][0], plan.secondary[0][-1]) == (
        IPv4Address("10.255.254.231"),
        IPv4Address("10.255.255.4"),
    )
    assert plan.load_balancer == IPv4Address("10.255.255.15")


@given(SUBNETS, st.sampled_from([1, 3, 5]), st.integers(1, 256))
def test_no_two_alike_and_none_reserved(subnet: IPv4Network, count: int, per_master: int) -> None:
    """Every address is in the subnet, none is one of Azure's five, and none is given twice."""
    try:
        plan = availability_set_masters(subnet, count, per_master)
    except NoRoomError:
        assert per_master > 48, "48 addresses each fit on either side for five masters in a /23"
        return
    every = [*plan.primary, plan.load_balancer, *(a for block in plan.secondary for a in block)]
    assert len(every) == len(set(every)) == count * per_master + 1
    assert all(subnet.network_address + 3 < address < subnet.broadcast_address for address in every)


@given(SUBNETS, st.integers(1, 52))
def test_growing_moves_nothing(subnet: IPv4Network, per_master: int) -> None:
    """From one master to three to five, those that exist keep their addresses."""
    plans = [availability_set_masters(subnet, count, per_master) for count in (1, 3, 5)]
    for small, large in pairwise(plans):
        assert large.primary[: len(small.primary)] == small.primary
        assert large.secondary[: len(small.secondary)] == small.secondary
        assert large.load_balancer == small.load_balancer
