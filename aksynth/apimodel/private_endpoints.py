"""`properties.aksynth.privateEndpoints`."""

from __future__ import annotations

from aksynth.apimodel.profile import Profile, key
from aksynth.apimodel.status import BUILT, Needs, built

_ENABLED = Needs("enabled", True)


class PrivateEndpointsProfile(Profile):
    """Private endpoints of the key vaults and of the storage account."""

    enabled: bool | None = key(
        "enabled",
        None,
        "Whether vaults and storage account have private endpoints.",
        unset="true for a private cluster in a new virtual network, or with prefix or subnetId; otherwise false",
        reaches="azurerm_private_endpoint",
        status=BUILT,
    )
    public_network_access: bool | None = key(
        "publicNetworkAccess",
        None,
        "Whether nodes also keep service endpoints, for the apply that adds private endpoints to a cluster.",
        unset="false",
        reaches="public_network_access_enabled, network_acls, service_endpoints",
        status=built(needs=[_ENABLED]),
    )
    prefix: str | None = key(
        "prefix",
        None,
        "Range of the subnet for the endpoints in a new virtual network. It is a /28 or larger.",
        unit="CIDR",
        unset="10.239.255.0/28",
        rule="A240",
        reaches="azurerm_subnet",
        status=built(needs=[_ENABLED]),
    )
    subnet_id: str | None = key(
        "subnetId",
        None,
        "Resource id of a subnet for the endpoints in an existing virtual network.",
        unset="none: there are no private endpoints",
        rule="A241",
        reaches="azurerm_private_endpoint",
        status=built(needs=[_ENABLED, Needs("masterProfile.vnetSubnetID", rule="A241")]),
    )
    first_consecutive_static_ip: str | None = key(
        "firstConsecutiveStaticIP",
        None,
        "First of six consecutive addresses in the subnet of subnetId, one for each endpoint.",
        unset="the first usable address of prefix",
        rule="A242",
        reaches="ip_configuration",
        status=built(needs=[_ENABLED, Needs("subnetId", rule="A241")]),
    )
    vault_zone_id: str | None = key(
        "vaultZoneId",
        None,
        "Resource id of the private DNS zone for key vaults that the virtual network is linked to already.",
        unset="the zone is created and linked",
        rule="A243",
        reaches="private_dns_zone_group",
        status=built(needs=[_ENABLED]),
    )
    blob_zone_id: str | None = key(
        "blobZoneId",
        None,
        "Resource id of the private DNS zone for blobs that the virtual network is linked to already.",
        unset="the zone is created and linked",
        rule="A243",
        reaches="private_dns_zone_group",
        status=built(needs=[_ENABLED]),
    )
