"""`properties.aksynth.vnet`."""

from __future__ import annotations

from aksynth.apimodel.profile import Profile, key
from aksynth.apimodel.status import Needs, built

MANUAL, ASSOCIATE = "manual", "associate"


class VnetProfile(Profile):
    """The virtual network of `vnetSubnetID`."""

    lookup: bool | None = key(
        "lookup",
        None,
        "Whether each plan reads the virtual network and its subnets, and compares them with what the cluster needs.",
        unset="true",
        reaches="data.azurerm_subnet",
        status=built(needs=[Needs("masterProfile.vnetSubnetID")]),
    )
    egress_ranges: list[str] | None = key(
        "egressRanges",
        None,
        "Public ranges of the outbound traffic of the subnets. Key vaults allow them in place of service endpoints.",
        unit="CIDR",
        unset="none: the subnets have the service endpoints Microsoft.KeyVault and Microsoft.Storage",
        rule="A180",
        reaches="network_acls.ip_rules",
        status=built(needs=[Needs("masterProfile.vnetSubnetID")]),
    )
    route_table: str | None = key(
        "routeTable",
        None,
        "How the subnets get the route table of the pods: manual, associate, or the resource id of a route table that "
        "they have.",
        unset="manual: you associate the table that the apply creates",
        rule="A182",
        reaches="azurerm_route_table, azurerm_subnet_route_table_association",
        status=built(needs=[Needs("masterProfile.vnetSubnetID")]),
    )
