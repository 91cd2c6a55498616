"""The address plan agrees with a count of every single address."""

from __future__ import annotations

from dataclasses import replace
from ipaddress import IPv4Address, IPv4Network
from typing import Any

import pytest
from clusters import EXAMPLES, blueprint, changed, example
from hypothesis import given
from hypothesis import strategies as st

from aksynth.addresses import AddressCapacityError, availability_set_masters
from aksynth.blueprint import Blueprint
from aksynth.blueprint.address_plan import AddressPlan, SubnetPlan, address_plan
from aksynth.blueprint.spans import Span

HA = blueprint(example("ha"))


def small_cluster(subnet: IPv4Network, first: int, masters: int, each: int, pools: list[tuple[int, int]]) -> Blueprint:
    """The example in one subnet of this size. Raises AddressCapacityError if the masters do not fit."""
    plan = availability_set_masters(subnet[first], subnet, masters, each)
    machines = [
        replace(HA.masters.machines[0], index=i, address=str(plan.primary[i]), secondary_addresses=tuple(map(str, plan.secondary[i])))
        for i in range(masters)
    ]  # fmt: skip
    only = replace(HA.network.masters_subnet, prefix=str(subnet))
    agents = [
        replace(HA.pools[0], name=f"pool{i}", count=count, ip_address_count=size, subnet=only.name)
        for i, (count, size) in enumerate(pools)
    ]
    return replace(
        HA,
        network=replace(HA.network, subnets=(only,)),
        masters=replace(HA.masters, machines=tuple(machines), subnet=only.name),
        pools=tuple(agents),
        endpoint=replace(HA.endpoint, address=str(plan.load_balancer)),
    )


def addresses(spans: tuple[Span, ...], *kinds: str) -> list[IPv4Address]:
    return [IPv4Address(n) for s in spans if s.kind in kinds for n in range(int(s.first), int(s.last) + 1)]


def only_subnet(plan: AddressPlan) -> SubnetPlan:
    (subnet,) = plan.subnets
    return subnet


SMALL = st.tuples(
    st.builds(lambda n, prefix: IPv4Network((0x0A000000 + n * 256, prefix), strict=False), st.integers(0, 9), st.integers(25, 28)),
    st.integers(4, 120),
    st.sampled_from([1, 3, 5]),
    st.integers(1, 6),
    st.lists(st.tuples(st.integers(1, 6), st.integers(1, 8)), max_size=3),
)  # fmt: skip


@given(SMALL)
def test_against_every_single_address(case: tuple[IPv4Network, int, int, int, list[tuple[int, int]]]) -> None:
    """Each agent takes the lowest free addresses, one by one, as Azure assigns them."""
    subnet, first, masters, each, pools = case
    try:
        cluster = small_cluster(subnet, min(first, subnet.num_addresses - 1), masters, each, pools)
    except AddressCapacityError:
        return
    found = only_subnet(address_plan(cluster))
    free = set(subnet) - {*list(subnet)[:4], subnet[-1]}
    static = {IPv4Address(cluster.endpoint.address)}
    for master in cluster.masters.machines:
        static |= {IPv4Address(master.address), *map(IPv4Address, master.secondary_addresses)}
    assert static <= free
    free -= static
    needed = sum(count * size for count, size in pools)
    taken = set(sorted(free)[:needed])
    assert set(addresses(found.spans, "pool")) == taken
    assert set(addresses(found.spans, "free", "future-master")) == free - taken
    assert bool(found.problems and "too few" in found.problems[0]) == (needed > len(free))
    everything = [address for span in found.spans for address in addresses((span,), span.kind)]
    assert everything == list(subnet)


@given(SMALL, st.integers(0, 2))
def test_largest_fits_and_one_more_does_not(case: Any, which: int) -> None:
    """The nodes up to `largest` have addresses, without those of more masters."""
    subnet, first, masters, each, pools = case
    if which >= len(pools):
        return
    try:
        cluster = small_cluster(subnet, min(first, subnet.num_addresses - 1), masters, each, pools)
    except AddressCapacityError:
        return
    before = only_subnet(address_plan(cluster))
    if before.problems:
        return
    largest = before.growth[which].largest
    assert largest is not None and largest >= pools[which][0]
    left = len(addresses(before.spans, "free"))
    assert (largest - pools[which][0]) * pools[which][1] <= left < (largest + 1 - pools[which][0]) * pools[which][1]


@pytest.mark.parametrize("name", EXAMPLES)
def test_every_address_has_one_use(name: str) -> None:
    """In the subnets of every example."""
    for subnet in address_plan(blueprint(example(name))).subnets:
        if subnet.range is None:
            continue
        assert (subnet.spans[0].first, subnet.spans[-1].last) == (subnet.range[0], subnet.range[-1])
        assert all(
            after.first == before.last + 1 for before, after in zip(subnet.spans, subnet.spans[1:], strict=False)
        )
        assert sum(span.count for span in subnet.spans) == subnet.range.num_addresses


CONFIG = "properties.orchestratorProfile.kubernetesConfig."


def test_pods_with_a_separate_range() -> None:
    """With kubenet a node has one address. The range of pods and the route table limit the nodes."""
    model = changed(example("kubernetes"), f"{CONFIG}networkPlugin", "kubenet")
    plan = address_plan(blueprint(model))
    assert plan.pods and (plan.pods.nodes, plan.pods.largest) == (3, 256)
    assert plan.subnets[0].growth[0].largest == 255
    wide = address_plan(blueprint(changed(model, f"{CONFIG}clusterSubnet", "172.16.0.0/14")))
    assert wide.pods and wide.pods.largest == 400
    assert address_plan(HA).pods is None


def test_masters_that_are_added_later() -> None:
    """Agents that have the addresses of more masters, and a subnet without room for five, are problems."""
    subnet = IPv4Network("10.1.0.0/27")
    tight = only_subnet(address_plan(small_cluster(subnet, 10, 1, 1, [(8, 1)])))
    assert tight.problems == ("master 1 if added needs 10.1.0.11, which pool pool0 gets before it",)
    assert only_subnet(address_plan(small_cluster(subnet, 10, 1, 1, [(5, 1)]))).problems == ()
    small = IPv4Network("10.1.0.0/28")
    assert only_subnet(address_plan(small_cluster(small, 4, 1, 1, []))).problems == ()
    assert only_subnet(address_plan(small_cluster(IPv4Network("10.1.0.0/27"), 16, 3, 5, []))).problems == (
        "5 masters do not fit",
    )


def test_unknown_range() -> None:
    """Only static addresses are known in a subnet whose range nobody wrote."""
    only = replace(HA.network.masters_subnet, prefix="")
    subnet = only_subnet(address_plan(replace(HA, network=replace(HA.network, subnets=(only,)))))
    assert (subnet.range, subnet.free) == (None, None)
    assert {span.kind for span in subnet.spans} == {"master", "master-pods", "load-balancer"}
    assert all(row.largest is None and row.surge_fits for row in subnet.growth)
