"""The owned virtual network of a cluster."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Protocol

from cdktf import ITerraformDependable, TerraformResource
from cdktf_cdktf_provider_azurerm.data_azurerm_subnet import DataAzurermSubnet
from cdktf_cdktf_provider_azurerm.nat_gateway import NatGateway
from cdktf_cdktf_provider_azurerm.nat_gateway_public_ip_association import NatGatewayPublicIpAssociation
from cdktf_cdktf_provider_azurerm.public_ip import PublicIp
from cdktf_cdktf_provider_azurerm.subnet import Subnet
from cdktf_cdktf_provider_azurerm.subnet_nat_gateway_association import SubnetNatGatewayAssociation
from cdktf_cdktf_provider_azurerm.subnet_network_security_group_association import (
    SubnetNetworkSecurityGroupAssociation,
)
from cdktf_cdktf_provider_azurerm.virtual_network import VirtualNetwork
from constructs import Construct

from .resource_group import Group
from .security_group import SecurityGroup, SecurityRule


class Vnet(Protocol):
    """What other constructs need of a virtual network."""

    @property
    def vnet_id(self) -> str: ...
    @property
    def vnet_name(self) -> str: ...
    @property
    def subnet_ids(self) -> Mapping[str, str]:
        """By name."""
        ...


class ClusterVnet(Construct):
    """VNet, its subnets, their security group, and a NAT gateway for their outbound traffic.

    `subnets` maps a name to a CIDR; the first is that of the masters. `outbound_ips` is the number of public
    addresses of the NAT gateway.
    """

    def __init__(
        self,
        scope: Construct,
        id_: str,
        *,
        group: Group,
        vnet: str,
        address_space: str,
        subnets: Mapping[str, str],
        security_group: str,
        nat_gateway: str,
        idle_timeout_minutes: int = 30,
        outbound_ips: int = 1,
        service_endpoints: Sequence[str] = ("Microsoft.KeyVault",),
    ) -> None:
        super().__init__(scope, id_)
        self._group = group
        self._vnet = VirtualNetwork(
            self,
            "Resource",
            name=vnet,
            address_space=[address_space],
            resource_group_name=group.name,
            location=group.location,
        )
        self._security_group = SecurityGroup(self, group=group, name=security_group)
        self.vnet_id, self.vnet_name = self._vnet.id, self._vnet.name
        self.security_group_id = self._security_group.id
        self.nic_security_group_id: str | None = None
        self.nat_gateway_id: str | None = None
        self.lookups: dict[str, DataAzurermSubnet] = {}
        self.subnet_ids: dict[str, str] = {}
        self.borrowed_ids: dict[str, str] = {}
        self.egress: list[TerraformResource] = self._nat(nat_gateway, idle_timeout_minutes, outbound_ips)
        self.associations: list[TerraformResource] = []
        for number, (name, prefix) in enumerate(subnets.items()):
            self._subnet(f"-{name}" if number else "", name, prefix, service_endpoints)
        self.associations += self.egress
        self.ready: list[ITerraformDependable] = [*self.associations]

    def _subnet(self, id_: str, name: str, prefix: str, service_endpoints: Sequence[str]) -> None:
        subnet = Subnet(
            self,
            f"subnet{id_}",
            name=name,
            virtual_network_name=self._vnet.name,
            resource_group_name=self._group.name,
            address_prefixes=[prefix],
            # Azure withdraws the outbound access that subnets had by default.
            default_outbound_access_enabled=False,
            service_endpoints=list(service_endpoints),
        )
        self.subnet_ids[name] = subnet.id
        security_group, gateway = self.security_group_id, self.nat_gateway_id or ""
        self.associations.append(
            SubnetNetworkSecurityGroupAssociation(
                self, f"nsg-association{id_}", subnet_id=subnet.id, network_security_group_id=security_group
            )
        )
        self.egress.append(
            SubnetNatGatewayAssociation(self, f"nat-association{id_}", nat_gateway_id=gateway, subnet_id=subnet.id)
        )

    def _nat(self, name: str, idle_timeout: int, addresses: int) -> list[TerraformResource]:
        place: dict[str, Any] = {"resource_group_name": self._group.name, "location": self._group.location}
        gateway = NatGateway(self, "nat", name=name, sku_name="Standard", idle_timeout_in_minutes=idle_timeout, **place)
        self.nat_gateway_id = gateway.id
        return [self._outbound_ip(gateway, name, number, place) for number in range(1, addresses + 1)]

    def _outbound_ip(self, gateway: NatGateway, name: str, number: int, place: dict[str, Any]) -> TerraformResource:
        id_ = "nat-ip" if number == 1 else f"nat-ip-{number}"
        ip_name = f"{name}-ip" if number == 1 else f"{name}-ip-{number}"
        address = PublicIp(self, id_, name=ip_name, allocation_method="Static", sku="Standard", **place)
        return NatGatewayPublicIpAssociation(
            self, f"{id_}-association", nat_gateway_id=gateway.id, public_ip_address_id=address.id
        )

    def add_rule(self, rule: SecurityRule) -> None:
        """Add a rule to the security group."""
        self.ready.append(self._security_group.add(rule))
