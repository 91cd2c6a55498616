"""A private endpoint of a service, and the DNS zone of such endpoints."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

from cdktf import ITerraformDependable
from cdktf_cdktf_provider_azurerm.private_dns_zone import PrivateDnsZone
from cdktf_cdktf_provider_azurerm.private_endpoint import (
    PrivateEndpoint as Endpoint,
)
from cdktf_cdktf_provider_azurerm.private_endpoint import (
    PrivateEndpointIpConfiguration,
    PrivateEndpointPrivateDnsZoneGroup,
    PrivateEndpointPrivateServiceConnection,
)
from constructs import Construct

from .cluster_vnet import Vnet
from .dns_link import link_zone
from .resource_group import Group

_MEMBERS = {"vault": "default", "blob": "blob"}
"""The name of a service's address within its endpoint, as `az network private-link-resource list` shows it:
https://learn.microsoft.com/azure/private-link/manage-private-endpoint#determine-groupid-and-membername. For vaults also
Azure/terraform-azurerm-avm-res-keyvault-vault, main.private_endpoint.tf."""


class PrivateZone(Construct):
    """A private DNS zone with the records of private endpoints, linked to the virtual network and to those in `linked`.

    The service's public name is an alias of a name in this zone. For services that have an endpoint elsewhere, and no
    record here, the link lets Azure look the public address up:
    https://learn.microsoft.com/azure/dns/private-dns-fallback
    """

    def __init__(
        self, scope: Construct, id_: str, *, group: Group, name: str, network: Vnet, linked: Mapping[str, str]
    ) -> None:
        super().__init__(scope, id_)
        zone = PrivateDnsZone(self, "Resource", name=name, resource_group_name=group.name)
        self.link = link_zone(
            self, "link", zone, group=group, network=network, others=linked, resolution_policy="NxDomainRedirect"
        )
        self.zone_id = zone.id


class PrivateEndpoint(Construct):
    """A static `address` in a subnet, by which a key vault or the blobs of a storage account are reached.

    `zone_id` is that of the private DNS zone, in which Azure writes the record of the service.
    """

    def __init__(
        self,
        scope: Construct,
        id_: str,
        *,
        group: Group,
        name: str,
        subnet_id: str,
        address: str,
        service_id: str,
        kind: Literal["vault", "blob"],
        zone_id: str,
    ) -> None:
        super().__init__(scope, id_)
        endpoint = Endpoint(
            self,
            "Resource",
            name=name,
            resource_group_name=group.name,
            location=group.location,
            subnet_id=subnet_id,
            custom_network_interface_name=f"{name}-nic",
            ip_configuration=[
                PrivateEndpointIpConfiguration(
                    name="ipconfig1",
                    private_ip_address=address,
                    subresource_name=kind,
                    member_name=_MEMBERS[kind],
                )
            ],
            private_service_connection=PrivateEndpointPrivateServiceConnection(
                name=name,
                is_manual_connection=False,
                private_connection_resource_id=service_id,
                subresource_names=[kind],
            ),
            private_dns_zone_group=PrivateEndpointPrivateDnsZoneGroup(name="default", private_dns_zone_ids=[zone_id]),
        )
        self.ready: list[ITerraformDependable] = [endpoint]
