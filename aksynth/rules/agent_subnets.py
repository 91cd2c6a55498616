"""Subnets of agents whose masters are in a scale set."""

from __future__ import annotations

from collections.abc import Iterator

from aksynth.addresses import LARGEST_MASTER_COUNT
from aksynth.rules.case import MASTER, Case
from aksynth.rules.paths import IN_SCALE_SET, SUBNET, A, M, X
from aksynth.rules.registry import AKSYNTH, AZURE, Finding, rule, shown


@rule(
    "V76",
    wrong={**IN_SCALE_SET, M + "agentVnetSubnetID": None},
    right=IN_SCALE_SET,
    advice="set it to the subnet of the agents",
)
def agent_subnet(case: Case) -> Iterator[Finding]:
    """Masters of a scale set in a custom virtual network must have an agentVnetSubnetID."""
    if case.custom_vnet and case.masters_in_scale_set and not case.masters.agent_vnet_subnet_id:
        yield Finding((*MASTER, "agentVnetSubnetID"), "agentVnetSubnetID is missing")


@rule(
    "A75",
    wrong={**IN_SCALE_SET, A + "vnetSubnetID": SUBNET + "others"},
    right=IN_SCALE_SET,
    source=AKSYNTH,
    advice="use the same subnet in both fields",
)
def same_agent_subnet(case: Case) -> Iterator[Finding]:
    """agentVnetSubnetID must be the subnet of the agent pools."""
    wanted = (case.masters.agent_vnet_subnet_id or "").lower()
    for path, pool in case.pools():
        if wanted and pool.vnet_subnet_id and pool.vnet_subnet_id.lower() != wanted:
            yield Finding((*path, "vnetSubnetID"), "agentVnetSubnetID names another subnet", shown(pool.vnet_subnet_id))


@rule(
    "A189",
    wrong={
        **IN_SCALE_SET,
        M + "agentVnetSubnetID": SUBNET + "masters",
        A + "vnetSubnetID": SUBNET + "masters",
        X + "subnets": None,
    },
    right=IN_SCALE_SET,
    source=AZURE,
    warns=True,
    advice="use another subnet for the agents",
)
def masters_apart(case: Case) -> Iterator[Finding]:
    """Masters of a scale set should be in a subnet without agents.

    A new master gets the addresses after those of the last master. Azure gives the lowest free addresses to agents.
    """
    wanted = (case.masters.vnet_subnet_id or "").lower()
    for path, pool in case.pools():
        shared = wanted and (pool.vnet_subnet_id or "").lower() == wanted
        if shared and case.masters_in_scale_set and case.masters.count < LARGEST_MASTER_COUNT:
            message = "the agents get the addresses that more masters need"
            yield Finding((*path, "vnetSubnetID"), message, shown(pool.vnet_subnet_id))
