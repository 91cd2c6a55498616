"""Ranges of existing subnets."""

from __future__ import annotations

from collections.abc import Iterator
from ipaddress import IPv4Network

from aksynth.defaults import ranges
from aksynth.rules.borrowed import subnet_ids
from aksynth.rules.case import AKSYNTH_PATH, Case
from aksynth.rules.paths import SUBNET, VNET, M, X
from aksynth.rules.registry import AKSYNTH, AZURE, Finding, rule, shown


@rule(
    "A70",
    wrong={**VNET, X + "subnets": {SUBNET + "masters": "10.239.0.7/24"}},
    right=VNET,
    source=AKSYNTH,
    advice="write the id and the CIDR of each subnet, as Azure shows them",
)
def known_subnets(case: Case) -> Iterator[Finding]:
    """Entries of `aksynth.subnets` must be subnets of this cluster with their CIDRs."""
    used = {id_.lower() for _, id_ in subnet_ids(case)}
    for id_, cidr in (case.aksynth.subnets or {}).items():
        here = (*AKSYNTH_PATH, "subnets", id_)
        if id_.lower() not in used:
            yield Finding(here, "no machine in this model uses this subnet", shown(id_))
        elif not ranges.network(cidr):
            yield Finding(here, "this is not an IPv4 CIDR", shown(cidr))


@rule(
    "A76",
    wrong={**VNET, X + "subnets": None},
    right=VNET,
    source=AKSYNTH,
    warns=True,
    advice="add the subnet to properties.aksynth.subnets as {id: CIDR}",
)
def unknown_subnets(case: Case) -> Iterator[Finding]:
    """The ranges of existing subnets should be in `aksynth.subnets`.

    Without them, aksynth cannot check whether masters, pods and load balancer fit.
    """
    told = {id_.lower() for id_ in case.aksynth.subnets or {}}
    seen: set[str] = set()
    for path, id_ in subnet_ids(case):
        if id_.lower() not in told | seen:
            seen.add(id_.lower())
            yield Finding(path, "the range of this subnet is unknown, so its address capacity is not checked")


_OVERLAPPING = {SUBNET + "masters": "10.239.0.0/22", SUBNET + "agents": "10.239.2.0/23"}


@rule(
    "A91",
    wrong={**VNET, X + "subnets": _OVERLAPPING},
    right=VNET,
    source=AZURE,
    advice="write the CIDR of each subnet as Azure shows it",
)
def subnets_apart(case: Case) -> Iterator[Finding]:
    """Subnets of one virtual network must not overlap."""
    seen: dict[str, IPv4Network] = {}
    for id_, cidr in (case.aksynth.subnets or {}).items():
        found = ranges.network(cidr)
        other = next((name for name, range_ in seen.items() if found and found.overlaps(range_)), None)
        if other:
            message = f"this range overlaps the range of {other.rpartition('/')[2]}"
            yield Finding((*AKSYNTH_PATH, "subnets", id_), message, shown(cidr))
        if found:
            seen[id_] = found


@rule(
    "A92",
    wrong={**VNET, M + "vnetCidr": "10.100.0.0/16"},
    right=VNET,
    source=AKSYNTH,
    advice="set vnetCidr to the range of the virtual network; silence this rule if the network has several ranges",
    warns=True,
)
def subnets_inside(case: Case) -> Iterator[Finding]:
    """Subnets should be inside vnetCidr.

    Traffic to other addresses of the virtual network would be masqueraded.
    """
    vnet = ranges.network(case.masters.vnet_cidr)
    for id_, cidr in (case.aksynth.subnets or {}).items():
        found = ranges.network(cidr)
        if case.custom_vnet and vnet and found and not found.subnet_of(vnet):
            yield Finding((*AKSYNTH_PATH, "subnets", id_), f"this range is outside vnetCidr {vnet}", shown(cidr))
