"""Virtual networks in which the names of a private DNS zone can be resolved."""

from __future__ import annotations

from collections.abc import Mapping

from cdktf import Fn, Precondition, TerraformResourceLifecycle
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
    networks: dict[str, tuple[str, str, TerraformResourceLifecycle | None]]
    networks = {"": (network.vnet_name, network.vnet_id, None)}
    for name, network_id in others.items():
        networks[f"-{name}"] = (f"link-{name}", network_id, _another(network_id, network))
    first, *_ = (
        PrivateDnsZoneVirtualNetworkLink(
            scope,
            f"{id_}{suffix}",
            name=name,
            private_dns_zone_name=zone.name,
            resource_group_name=group.name,
            virtual_network_id=network_id,
            resolution_policy=resolution_policy,
            lifecycle=lifecycle,
        )
        for suffix, (name, network_id, lifecycle) in networks.items()
    )
    return first


def _another(network_id: str, network: Vnet) -> TerraformResourceLifecycle | None:
    """Only Terraform knows whether an expression is the network that is linked already."""
    if "/" in network_id:
        return None
    message = f"{network_id} is the virtual network of the cluster, which has a link already. Remove it from dnsLinks."
    other = f"${{{Fn.lower(network_id)} != {Fn.lower(network.vnet_id)}}}"
    return TerraformResourceLifecycle(precondition=[Precondition(condition=other, error_message=message)])
