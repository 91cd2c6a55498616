"""Virtual networks in which the names of a private DNS zone can be resolved."""

from __future__ import annotations

from collections.abc import Mapping

from cdktf_cdktf_provider_azurerm.private_dns_zone import PrivateDnsZone
from cdktf_cdktf_provider_azurerm.private_dns_zone_virtual_network_link import (
    PrivateDnsZoneVirtualNetworkLink,
)
from constructs import Construct

from .cluster_vnet import Vnet
from .resource_group import Group


def link_zone(
    scope: Construct,
    id_: str,
    zone: PrivateDnsZone,
    *,
    group: Group,
    network: Vnet,
    others: Mapping[str, str],
    resolution_policy: str | None = None,
) -> PrivateDnsZoneVirtualNetworkLink:
    """Link the zone to `network`, and to the networks with the ids in `others`, which have names.

    The links are independent: one that is added or removed changes no other one. The result is the link to `network`.
    """
    networks = {"": (network.vnet_name, network.vnet_id)}
    networks |= {f"-{name}": (f"link-{name}", network_id) for name, network_id in others.items()}
    first, *_ = (
        PrivateDnsZoneVirtualNetworkLink(
            scope,
            f"{id_}{suffix}",
            name=name,
            private_dns_zone_name=zone.name,
            resource_group_name=group.name,
            virtual_network_id=network_id,
            resolution_policy=resolution_policy,
        )
        for suffix, (name, network_id) in networks.items()
    )
    return first
