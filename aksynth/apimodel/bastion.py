"""`properties.aksynth.bastion`."""

from __future__ import annotations

from aksynth.apimodel.profile import Profile, key
from aksynth.apimodel.status import BUILT, Needs, built


class BastionProfile(Profile):
    """Azure Bastion."""

    prefix: str | None = key(
        "prefix",
        None,
        "Range of the subnet for Azure Bastion in a new virtual network. It is a /26 or larger.",
        unit="CIDR",
        unset="none: there is no Azure Bastion",
        rule="A192",
        reaches="azurerm_bastion_host, azurerm_subnet",
        status=BUILT,
    )
    subnet_id: str | None = key(
        "subnetId",
        None,
        "Resource id of AzureBastionSubnet in an existing virtual network.",
        unset="none: there is no Azure Bastion",
        rule="A193",
        reaches="azurerm_bastion_host",
        status=built(needs=[Needs("masterProfile.vnetSubnetID", rule="A193")]),
    )
