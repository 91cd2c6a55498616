"""Private endpoints of the vaults and of the storage account."""

from __future__ import annotations

from collections.abc import Mapping

from cdktf import ITerraformDependable, TerraformResource
from cdktf_cdktf_provider_azurerm.subnet import Subnet
from constructs import Construct

from aksynth.blueprint import Blueprint
from aksynth.blueprint.private_endpoints import PrivateEndpoints as Wanted
from aksynth.constructs import ClusterVnet, CustomVnet, Group, PrivateEndpoint, PrivateZone


class PrivateEndpoints(Construct):
    """`services` are the ids of vaults and storage account, by the names of `SERVICES`."""

    def __init__(
        self,
        scope: Construct,
        id_: str,
        *,
        group: Group,
        network: ClusterVnet | CustomVnet,
        blueprint: Blueprint,
        services: Mapping[str, str],
    ) -> None:
        super().__init__(scope, id_)
        self._group, self._network, self._linked = group, network, dict(blueprint.dns_links)
        self.ready: list[ITerraformDependable] = []
        self.subnets: list[TerraformResource] = []
        self.links: list[ITerraformDependable] = []
        """Those of the zones, in which agents find the endpoints that were created before them."""
        wanted = blueprint.private_endpoints
        if not wanted:
            return
        subnet_id = network.borrowed_ids.get(wanted.subnet.name) or self._subnet(wanted)
        zones = self._zones(blueprint, wanted)
        for endpoint in wanted.endpoints:
            made = PrivateEndpoint(
                self,
                endpoint.service,
                group=group,
                name=endpoint.name,
                subnet_id=subnet_id,
                address=endpoint.address,
                service_id=services[endpoint.service],
                kind=endpoint.kind,
                zone_id=zones[endpoint.kind],
            )
            self.ready += made.ready

    def _subnet(self, wanted: Wanted) -> str:
        subnet = Subnet(
            self,
            "subnet",
            name=wanted.subnet.name,
            virtual_network_name=self._network.vnet_name,
            resource_group_name=self._group.name,
            address_prefixes=[wanted.subnet.prefix],
            default_outbound_access_enabled=False,
        )
        self.subnets.append(subnet)
        return str(subnet.id)

    def _zones(self, blueprint: Blueprint, wanted: Wanted) -> dict[str, str]:
        """By kind. Only those that an endpoint uses are created."""
        kinds = {endpoint.kind for endpoint in wanted.endpoints}
        given = {"vault": wanted.vault_zone_id, "blob": wanted.blob_zone_id}
        names = {"vault": blueprint.cloud.vault_zone, "blob": blueprint.cloud.blob_zone}
        return {kind: given[kind] or self._zone(kind, names[kind]) for kind in sorted(kinds)}

    def _zone(self, kind: str, name: str) -> str:
        zone = PrivateZone(
            self, f"{kind}-zone", group=self._group, name=name, network=self._network, linked=self._linked
        )
        self.links.append(zone.link)
        return zone.zone_id
