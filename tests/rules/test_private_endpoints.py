"""The addresses of private endpoints, against every single address of small subnets."""

from __future__ import annotations

import json
import re
from ipaddress import IPv4Address, IPv4Network
from typing import Any

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from aksynth.apimodel.model import ApiModel
from aksynth.defaults.master_addresses import master_addresses
from aksynth.rules import example, read_string
from aksynth.rules.paths import SUBNET, VNET, A, M, X
from aksynth.rules.reading import Reading

MASTERS, AGENTS = SUBNET + "masters", SUBNET + "agents"
CASES = {
    "subnet": st.sampled_from([MASTERS, AGENTS]),
    "prefix": st.integers(24, 26),
    "together": st.booleans(),
    "masters": st.sampled_from([1, 3]),
    "agents": st.integers(1, 8),
    "each": st.integers(11, 14),
    "first_master": st.integers(4, 200),
    "first": st.integers(0, 255),
}


def patch(subnet: str, first: IPv4Address, ranges: dict[str, IPv4Network], case: dict[str, Any]) -> dict[str, Any]:
    """Agents are in the subnet of the masters if they are `together`."""
    agents = agents_of(case)
    return {
        **VNET,
        M + "count": case["masters"],
        M + "ipAddressCount": case["each"],
        M + "firstConsecutiveStaticIP": str(ranges[MASTERS][case["first_master"]]),
        A + "vnetSubnetID": agents,
        A + "count": case["agents"],
        A + "ipAddressCount": case["each"],
        X + "subnets": {id_: str(found) for id_, found in ranges.items() if id_ in {MASTERS, subnet, agents}},
        X + "privateEndpoints": {"subnetId": subnet, "firstConsecutiveStaticIP": str(first)},
    }


def agents_of(case: dict[str, Any]) -> str:
    return MASTERS if case["together"] else AGENTS


def of_machines(model: ApiModel, subnet: str, found: IPv4Network) -> set[IPv4Address]:
    """The static addresses of masters, and the lowest free ones for everything that Azure gives by itself."""
    static: set[IPv4Address] = set()
    if subnet == MASTERS:
        plan = master_addresses(model)
        static = {*plan.primary, *(pod for pods in plan.secondary for pod in pods), plan.load_balancer}
    pools = [pool for pool in model.properties.agent_pool_profiles if pool.vnet_subnet_id == subnet]
    dynamic = sum(pool.count * (pool.ip_address_count or 1) for pool in pools)
    return static | set([address for address in list(found)[4:-1] if address not in static][:dynamic])


@settings(max_examples=40, deadline=None)
@given(st.fixed_dictionaries(CASES))
def test_against_every_single_address(case: dict[str, Any]) -> None:
    """Six accepted addresses are usable, and no machine has one of them. A suggestion is accepted, and there is one
    wherever machines leave the six highest addresses free."""
    ranges = {MASTERS: IPv4Network((0x0AEF0000, case["prefix"])), AGENTS: IPv4Network((0x0AEF0400, case["prefix"]))}
    subnet, found = case["subnet"], ranges[case["subnet"]]
    assume(max(case["first_master"], case["first"]) < found.num_addresses)
    without = read({**patch(agents_of(case), found[0], ranges, case), X + "privateEndpoints": {}}).filled
    assume(without is not None)
    assert without is not None
    usable, machines = list(found)[4:-1], of_machines(without.model, subnet, found)
    for first in (found[case["first"]], usable[-6], usable[-5]):
        faults = read(patch(subnet, first, ranges, case)).faults
        refused = [fault for fault in faults if fault.severity == "error"]
        if not refused:
            assert {first + i for i in range(6)} <= {*usable} - machines
            continue
        assert {fault.rule for fault in refused} == {"A242"}
        suggested = re.fullmatch(r"(\S+) fits", refused[0].advice)
        if suggested:
            assert read(patch(subnet, IPv4Address(suggested[1]), ranges, case)).filled
        else:
            assert {*usable[-6:]} & machines or len(machines) + 6 > len(usable)


def read(patch_: dict[str, Any]) -> Reading:
    return read_string(json.dumps(example(patch_)))
