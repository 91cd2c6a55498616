"""Azure Bastion."""

from __future__ import annotations

from typing import Any

from cdktf import ITerraformDependable, TerraformResource
from cdktf_cdktf_provider_azurerm.bastion_host import BastionHost, BastionHostIpConfiguration
from cdktf_cdktf_provider_azurerm.public_ip import PublicIp
from cdktf_cdktf_provider_azurerm.subnet import Subnet
from constructs import Construct

from .cluster_vnet import Vnet
from .resource_group import Group

SUBNET = "AzureBastionSubnet"
"""Azure requires this name, and a prefix of /26 or shorter:
https://learn.microsoft.com/azure/bastion/configuration-settings#subnet"""


class Bastion(Construct):
    """Azure Bastion with the Standard SKU, which `az network bastion ssh` requires.

    Give `prefix` to create its subnet in `network`, or `subnet_id` for an existing one. `subnets` has a created one.
    """

    def __init__(
        self,
        scope: Construct,
        id_: str,
        *,
        group: Group,
        name: str,
        network: Vnet,
        prefix: str | None = None,
        subnet_id: str | None = None,
    ) -> None:
        super().__init__(scope, id_)
        place: dict[str, Any] = {"resource_group_name": group.name, "location": group.location}
        self.subnets: list[TerraformResource] = []
        address = PublicIp(self, "ip", name=f"{name}-ip", allocation_method="Static", sku="Standard", **place)
        host = BastionHost(
            self,
            "Resource",
            name=name,
            sku="Standard",
            tunneling_enabled=True,
            ip_configuration=BastionHostIpConfiguration(
                name="ipconfig1",
                subnet_id=subnet_id or self._subnet(group, network, prefix or ""),
                public_ip_address_id=address.id,
            ),
            **place,
        )
        self.name, self.ready = host.name, list[ITerraformDependable]([host])

    def _subnet(self, group: Group, network: Vnet, prefix: str) -> str:
        subnet = Subnet(
            self,
            "subnet",
            name=SUBNET,
            virtual_network_name=network.vnet_name,
            resource_group_name=group.name,
            address_prefixes=[prefix],
        )
        self.subnets.append(subnet)
        return str(subnet.id)
