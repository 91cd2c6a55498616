"""A virtual network of one's own: ids, first address."""

from __future__ import annotations

import re
from collections.abc import Iterator
from ipaddress import IPv4Address, IPv4Network

from aksynth.apimodel.json_reader import Path
from aksynth.defaults import ranges
from aksynth.rules.case import EXTRAS, MASTER, Case
from aksynth.rules.paths import SUBNET, VNET, A, M, X
from aksynth.rules.registry import AKS_ENGINE, AKSYNTH, AZURE, Finding, rule, shown

_SUBNET_ID = re.compile(
    r"(/subscriptions/[^/]+/resourceGroups/[^/]+/providers/Microsoft\.Network/virtualNetworks/[^/]+)/subnets/[^/]+",
    re.IGNORECASE,
)
_SHAPE = "/subscriptions/S/resourceGroups/G/providers/Microsoft.Network/virtualNetworks/N/subnets/NAME"
_SCALE_SET = {
    **VNET,
    M + "availabilityProfile": "VirtualMachineScaleSets",
    M + "firstConsecutiveStaticIP": None,
    M + "agentVnetSubnetID": SUBNET + "agents",
}


@rule(
    "V70",
    wrong={**VNET, A + "vnetSubnetID": None, X + "subnets": None},
    right=VNET,
    advice="write vnetSubnetID in all of them, or in none",
)
def all_or_none(case: Case) -> Iterator[Finding]:
    """Masters and all pools are in the custom virtual network, or none.

    A cluster over two networks that do not know each other is none.
    """
    if len({bool(machine.vnet_subnet_id) for _, machine in case.machines()}) > 1:
        for path, machine in case.machines():
            if not machine.vnet_subnet_id:
                yield Finding((*path, "vnetSubnetID"), "others of this cluster have a subnet, and here is none")


def _ids(case: Case) -> Iterator[tuple[Path, str]]:
    for path, machine in case.machines():
        if machine.vnet_subnet_id:
            yield (*path, "vnetSubnetID"), machine.vnet_subnet_id
    if case.masters.agent_vnet_subnet_id:
        yield (*MASTER, "agentVnetSubnetID"), case.masters.agent_vnet_subnet_id


@rule(
    "V71",
    wrong={**VNET, A + "vnetSubnetID": "agents", X + "subnets": None},
    right=VNET,
    source=AZURE,
    advice="az network vnet subnet show --query id prints it",
)
def subnet_ids(case: Case) -> Iterator[Finding]:
    """A subnet is named by its whole id."""
    for path, id_ in _ids(case):
        if not _SUBNET_ID.fullmatch(id_):
            yield Finding(path, "this is no id of a subnet", shown(id_), _SHAPE)


@rule(
    "V72",
    wrong={**VNET, A + "vnetSubnetID": SUBNET.replace("ours", "theirs") + "agents", X + "subnets": None},
    right=VNET,
    advice="choose subnets of one virtual network",
)
def one_vnet(case: Case) -> Iterator[Finding]:
    """All subnets belong to one virtual network; upper and lower case do not matter."""
    networks = {path: found.group(1).lower() for path, id_ in _ids(case) if (found := _SUBNET_ID.fullmatch(id_))}
    wanted = networks.get((*MASTER, "vnetSubnetID"))
    for path, network in networks.items():
        if wanted and network != wanted:
            yield Finding(path, "this subnet belongs to another virtual network than the masters'", shown(network))


@rule(
    "V73",
    wrong={**VNET, M + "firstConsecutiveStaticIP": None},
    right=VNET,
    advice="choose a free address of the masters' subnet with ten free ones behind it",
)
def first_address(case: Case) -> Iterator[Finding]:
    """Availability-set masters in a custom virtual network have a first address.

    Master i has the i-th address behind it, the internal load balancer the tenth.
    """
    if not case.custom_vnet or case.masters_in_scale_set:
        return
    text, here = case.masters.first_consecutive_static_ip, (*MASTER, "firstConsecutiveStaticIP")
    if not text:
        yield Finding(here, "the address of master 0 is missing")
    elif _address(text) is None:
        yield Finding(here, "this is no IPv4 address", shown(text))


@rule(
    "A74",
    wrong={**VNET, M + "firstConsecutiveStaticIP": "10.239.0.250"},
    right={**VNET, M + "firstConsecutiveStaticIP": "10.239.0.245"},
    advice="choose one whose last number is 245 or less",
    source=AKS_ENGINE,
)
def last_octet(case: Case) -> Iterator[Finding]:
    """The first address ends with 245 or less.

    AKS Engine counted in the last number alone: master 4 is the fourth behind it, the load balancer the tenth.
    """
    address = _address(case.masters.first_consecutive_static_ip or "")
    if case.custom_vnet and not case.masters_in_scale_set and address and int(address) & 0xFF > 245:
        message = "the load balancer's address, ten further, would be in another range of 256"
        yield Finding((*MASTER, "firstConsecutiveStaticIP"), message, shown(str(address)))


def _address(text: str) -> IPv4Address | None:
    try:
        return IPv4Address(text)
    except ValueError:
        return None


@rule("V74", wrong={**VNET, M + "vnetCidr": "10.239.0.0"}, right=VNET, advice="write a CIDR such as 10.239.0.0/16")
def vnet_cidr(case: Case) -> Iterator[Finding]:
    """vnetCidr is a range."""
    text = case.written.properties.master_profile.vnet_cidr
    if text and not ranges.network(text):
        yield Finding((*MASTER, "vnetCidr"), "this is no IPv4 range", shown(text))


@rule("V75", wrong={**_SCALE_SET, M + "firstConsecutiveStaticIP": "10.239.0.5"}, right=_SCALE_SET, advice="remove it")
def no_first_address(case: Case) -> Iterator[Finding]:
    """Scale-set masters in a custom virtual network have no written first address.

    Theirs begin with the first usable address of the subnet.
    """
    written = case.written.properties.master_profile.first_consecutive_static_ip
    if case.custom_vnet and case.masters_in_scale_set and written:
        yield Finding((*MASTER, "firstConsecutiveStaticIP"), "this must be empty for scale-set masters", shown(written))


@rule("V76", wrong={**_SCALE_SET, M + "agentVnetSubnetID": None}, right=_SCALE_SET, advice="write the agents' subnet")
def agent_subnet(case: Case) -> Iterator[Finding]:
    """Scale-set masters in a custom virtual network name the agents' subnet."""
    if case.custom_vnet and case.masters_in_scale_set and not case.masters.agent_vnet_subnet_id:
        yield Finding((*MASTER, "agentVnetSubnetID"), "the agents' subnet is missing")


@rule(
    "A75",
    wrong={**_SCALE_SET, A + "vnetSubnetID": SUBNET + "others"},
    right=_SCALE_SET,
    source=AKSYNTH,
    advice="write one subnet in both places",
)
def same_agent_subnet(case: Case) -> Iterator[Finding]:
    """agentVnetSubnetID is the subnet that the pools name."""
    wanted = (case.masters.agent_vnet_subnet_id or "").lower()
    for path, pool in case.pools():
        if wanted and pool.vnet_subnet_id and pool.vnet_subnet_id.lower() != wanted:
            yield Finding((*path, "vnetSubnetID"), "agentVnetSubnetID names another subnet", shown(pool.vnet_subnet_id))


@rule(
    "A70",
    wrong={**VNET, X + "subnets": {SUBNET + "masters": "10.239.0.7/24"}},
    right=VNET,
    source=AKSYNTH,
    advice="write each subnet's id and its CIDR, as Azure shows them",
)
def told_subnets(case: Case) -> Iterator[Finding]:
    """The subnets that are told have ids and ranges, and belong to this cluster."""
    used = {id_.lower() for _, id_ in _ids(case)}
    for id_, cidr in (case.extras.subnets or {}).items():
        here = (*EXTRAS, "subnets", id_)
        if id_.lower() not in used:
            yield Finding(here, "no machine of this model is in this subnet", shown(id_))
        elif not ranges.network(cidr):
            yield Finding(here, "this is no IPv4 range", shown(cidr))


@rule(
    "A76",
    wrong={**VNET, X + "subnets": None},
    right=VNET,
    source=AKSYNTH,
    warns=True,
    advice="write properties.aksynth.subnets {id: CIDR}",
)
def unproven_subnets(case: Case) -> Iterator[Finding]:
    """The ranges of existing subnets are told, so that room can be proved.

    Without them nobody knows before the plan whether masters, pods and load balancer fit.
    """
    told = {id_.lower() for id_ in case.extras.subnets or {}}
    seen: set[str] = set()
    for path, id_ in _ids(case):
        if id_.lower() not in told | seen:
            seen.add(id_.lower())
            yield Finding(path, "the range of this subnet is unknown, so room for all addresses is not proved")


_OVERLAPPING = {SUBNET + "masters": "10.239.0.0/22", SUBNET + "agents": "10.239.2.0/23"}


@rule(
    "A91",
    wrong={**VNET, X + "subnets": _OVERLAPPING},
    right=VNET,
    source=AZURE,
    advice="write each subnet's range as Azure shows it",
)
def subnets_apart(case: Case) -> Iterator[Finding]:
    """Subnets of one virtual network share no addresses."""
    seen: dict[str, IPv4Network] = {}
    for id_, cidr in (case.extras.subnets or {}).items():
        found = ranges.network(cidr)
        other = next((name for name, range_ in seen.items() if found and found.overlaps(range_)), None)
        if other:
            message = f"this range shares addresses with that of {other.rpartition('/')[2]}"
            yield Finding((*EXTRAS, "subnets", id_), message, shown(cidr))
        if found:
            seen[id_] = found


@rule(
    "A92",
    wrong={**VNET, M + "vnetCidr": "10.100.0.0/16"},
    right=VNET,
    source=AKSYNTH,
    advice="write the virtual network's range; a network of several ranges may silence this",
    warns=True,
)
def subnets_inside(case: Case) -> Iterator[Finding]:
    """Subnets lie in vnetCidr.

    Traffic to other addresses of the virtual network would be masqueraded.
    """
    vnet = ranges.network(case.masters.vnet_cidr)
    for id_, cidr in (case.extras.subnets or {}).items():
        found = ranges.network(cidr)
        if case.custom_vnet and vnet and found and not found.subnet_of(vnet):
            yield Finding((*EXTRAS, "subnets", id_), f"this range is not a part of vnetCidr {vnet}", shown(cidr))
