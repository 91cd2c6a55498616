"""Custom virtual networks: the ids of subnets, and the range of the network."""

from __future__ import annotations

from collections.abc import Iterator

from aksynth.defaults import ranges
from aksynth.resource_id import ResourceId
from aksynth.rules.borrowed import OTHER_FORMS, refers_to, subnet_ids
from aksynth.rules.case import MASTER, Case
from aksynth.rules.paths import SUBNET, VNET, A, M, X
from aksynth.rules.registry import AZURE, Finding, rule, shown

_SHAPE = f"/subscriptions/S/resourceGroups/G/providers/Microsoft.Network/virtualNetworks/N/subnets/NAME, {OTHER_FORMS}"


@rule(
    "V70",
    wrong={**VNET, A + "vnetSubnetID": None, X + "subnets": None},
    right=VNET,
    advice="set vnetSubnetID for masters and all pools, or for none",
)
def all_or_none(case: Case) -> Iterator[Finding]:
    """Masters and all agent pools must be in the custom virtual network, or none of them.

    Machines in two separate networks cannot reach each other.
    """
    if len({bool(machine.vnet_subnet_id) for _, machine in case.machines()}) > 1:
        for path, machine in case.machines():
            if not machine.vnet_subnet_id:
                yield Finding(
                    (*path, "vnetSubnetID"), "vnetSubnetID is missing, and other machines of this cluster have it"
                )


@rule(
    "V71",
    wrong={**VNET, A + "vnetSubnetID": "agents", X + "subnets": None},
    right=VNET,
    source=AZURE,
    advice="run az network vnet subnet show --query id to get the id",
)
def subnet_id_form(case: Case) -> Iterator[Finding]:
    """A subnet must be a resource id, the same without its subscription, or an output of another configuration."""
    for path, id_ in subnet_ids(case):
        if not refers_to(id_, "virtualNetworks/subnets"):
            yield Finding(path, "this is not the id of a subnet", shown(id_), _SHAPE)


@rule(
    "V72",
    wrong={**VNET, A + "vnetSubnetID": SUBNET.replace("ours", "theirs") + "agents", X + "subnets": None},
    right=VNET,
    advice="use subnets of one virtual network",
)
def one_vnet(case: Case) -> Iterator[Finding]:
    """All subnets must be in one virtual network."""
    wanted = ResourceId.find_here(case.masters.vnet_subnet_id or "")
    for path, id_ in subnet_ids(case):
        found = ResourceId.find_here(id_)
        if wanted and found and _network(found, wanted) != _network(wanted, found):
            message = "this subnet is in another virtual network than the subnet of the masters"
            yield Finding(path, message, shown(id_.rpartition("/subnets/")[0]))


def _network(found: ResourceId, other: ResourceId) -> tuple[str, ...]:
    """The names of the virtual network. The subscription is compared only if both ids have one."""
    subscription = found.subscription if other.subscription else ""
    return tuple(part.lower() for part in (subscription, found.resource_group, found.names[0]))


@rule("V74", wrong={**VNET, M + "vnetCidr": "10.239.0.0"}, right=VNET, advice="write a CIDR, such as 10.239.0.0/16")
def vnet_cidr(case: Case) -> Iterator[Finding]:
    """vnetCidr must be an IPv4 CIDR."""
    text = case.written.properties.master_profile.vnet_cidr
    if text and not ranges.network(text):
        yield Finding((*MASTER, "vnetCidr"), "this is not an IPv4 CIDR", shown(text))
