"""Azure Bastion."""

from __future__ import annotations

from collections.abc import Iterator

from aksynth.defaults import ranges
from aksynth.output_reference import OutputReference
from aksynth.resource_id import ResourceId
from aksynth.rules.case import AKSYNTH_PATH, Case
from aksynth.rules.network import used_ranges
from aksynth.rules.paths import SUBNET, VNET, X
from aksynth.rules.registry import AZURE, Finding, rule, shown

_PREFIX, _ID = X + "bastion.prefix", X + "bastion.subnetId"
_SUBNET = SUBNET.rpartition("/")[0] + "/AzureBastionSubnet"
_SMALLEST = 26


@rule(
    "A192",
    wrong={_PREFIX: "10.239.0.0/28"},
    right={_PREFIX: "10.239.0.0/26"},
    source=AZURE,
    advice="choose a range such as 10.239.0.0/26, which no other subnet has",
)
def bastion_prefix(case: Case) -> Iterator[Finding]:
    """The subnet of Azure Bastion must be a /26 or larger in the virtual network, and must not overlap others."""
    text, here = case.aksynth.bastion.prefix, (*AKSYNTH_PATH, "bastion", "prefix")
    if not text or case.custom_vnet:
        return
    found = ranges.network(text)
    if not found or found.prefixlen > _SMALLEST or not found.subnet_of(ranges.VNET):
        yield Finding(here, "Azure Bastion cannot use this range", shown(text), f"a /26 or larger in {ranges.VNET}")
        return
    for what, other in used_ranges(case):
        if found.overlaps(other):
            yield Finding(here, f"this range overlaps that of {what} ({other})", shown(text))


@rule(
    "A193",
    wrong={**VNET, _PREFIX: "10.239.0.0/26"},
    right={**VNET, _ID: _SUBNET},
    source=AZURE,
    advice="set prefix in a new virtual network, and subnetId in an existing one",
)
def bastion_subnet(case: Case) -> Iterator[Finding]:
    """Azure Bastion must have a new subnet in a new virtual network, and the AzureBastionSubnet of an existing one.

    aksynth never changes an existing virtual network.
    """
    written, here = case.aksynth.bastion, (*AKSYNTH_PATH, "bastion")
    if written.prefix and case.custom_vnet:
        yield Finding((*here, "prefix"), "the virtual network exists: set subnetId", shown(written.prefix))
    if written.subnet_id and not case.custom_vnet:
        yield Finding((*here, "subnetId"), "the virtual network does not exist: set prefix", shown(written.subnet_id))
    elif written.subnet_id and not _is_beside(written.subnet_id, case.masters.vnet_subnet_id or ""):
        allowed = "the id of AzureBastionSubnet in the virtual network of vnetSubnetID"
        yield Finding((*here, "subnetId"), "Azure Bastion cannot use this subnet", shown(written.subnet_id), allowed)


def _is_beside(text: str, masters: str) -> bool:
    """Azure ignores the case of ids, but requires that of the name. Only Terraform knows the id in an output."""
    if OutputReference.find(text):
        return OutputReference.find(masters) is not None
    found = ResourceId.find_here(text)
    is_named = found is not None and found.name == "AzureBastionSubnet"
    return is_named and text.rpartition("/")[0].lower() == masters.rpartition("/")[0].lower()
