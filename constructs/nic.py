"""Network interfaces of virtual machines."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from cdktf_cdktf_provider_azurerm.network_interface import NetworkInterface, NetworkInterfaceIpConfiguration
from cdktf_cdktf_provider_azurerm.network_interface_backend_address_pool_association import (
    NetworkInterfaceBackendAddressPoolAssociation,
)
from cdktf_cdktf_provider_azurerm.network_interface_security_group_association import (
    NetworkInterfaceSecurityGroupAssociation,
)
from constructs import Construct


@dataclass(frozen=True, kw_only=True)
class NicSpec:
    """What all interfaces of a pool have in common."""

    subnet_id: str
    ip_forwarding: bool = False
    security_group_id: str | None = None
    """None: the subnet has the security group. A borrowed subnet has the rules of its owner instead."""
    dns_servers: Sequence[str] = ()
    """Empty: those of the virtual network."""


@dataclass(frozen=True, kw_only=True)
class AgentNicSpec(NicSpec):
    """An agent has addresses that Azure assigns."""

    ip_address_count: int = 1
    """One is the address of the node. The others are for pods."""
    backend_pools: Sequence[str] = ()
    """Resource ids of existing backend address pools that new agents join with the address of the node."""


def network_interface(
    scope: Construct, spec: NicSpec, *, name: str, addresses: Sequence[str | None], **more: Any
) -> NetworkInterface:
    """Azure assigns an address that is None. `more` is place, accelerated networking, dependencies and lifecycle."""
    return NetworkInterface(
        scope,
        "nic",
        name=name,
        ip_configuration=[
            NetworkInterfaceIpConfiguration(
                name=f"ipconfig{number}",
                primary=number == 1,
                subnet_id=spec.subnet_id,
                private_ip_address_allocation="Static" if address else "Dynamic",
                private_ip_address=address,
            )
            for number, address in enumerate(addresses, 1)
        ],
        ip_forwarding_enabled=spec.ip_forwarding or None,
        dns_servers=list(spec.dns_servers) or None,
        **more,
    )


def protection(
    scope: Construct, spec: NicSpec, nic: NetworkInterface, **more: Any
) -> list[NetworkInterfaceSecurityGroupAssociation]:
    """The security group of an interface, if its subnet has none of the cluster. `more` is the lifecycle."""
    if not spec.security_group_id:
        return []
    association = NetworkInterfaceSecurityGroupAssociation(
        scope, "nsg", network_interface_id=nic.id, network_security_group_id=spec.security_group_id, **more
    )
    return [association]


def membership(
    scope: Construct, id_: str, *, nic: NetworkInterface, backend_pool_id: str, **more: Any
) -> NetworkInterfaceBackendAddressPoolAssociation:
    """The address of the node, not those of pods, is in the backend pool. `more` is the lifecycle."""
    return NetworkInterfaceBackendAddressPoolAssociation(
        scope,
        id_,
        network_interface_id=nic.id,
        ip_configuration_name="ipconfig1",
        backend_address_pool_id=backend_pool_id,
        **more,
    )
