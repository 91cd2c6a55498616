"""The virtual network and the range of Services."""

from __future__ import annotations

from dataclasses import dataclass

from aksynth.apimodel import ApiModel
from aksynth.blueprint.naming import Names
from aksynth.defaults import ranges
from aksynth.defaults.master_addresses import masters_subnet
from aksynth.resource_id import ResourceId


@dataclass(frozen=True, kw_only=True)
class Network:
    """The virtual network, and the range of Services."""

    vnet: str
    resource_group: str | None
    """The resource group of an existing virtual network; None: the network is made in the cluster's own."""
    address_space: str
    subnet: str
    prefix: str
    service_endpoints: tuple[str, ...]
    """Azure's services that the masters' subnet reaches by its own address."""
    security_group: str
    nat_gateway: str
    custom: bool
    """True: virtual network and subnets exist, and are referred to; `prefix` is "" where nobody told it."""
    idle_timeout_minutes: int
    service_cidr: str
    dns_service_ip: str


def network(model: ApiModel, names: Names) -> Network:
    config = model.properties.orchestrator_profile.kubernetes_config
    masters = model.properties.master_profile
    subnet = masters_subnet(model)
    borrowed = ResourceId.parse(masters.vnet_subnet_id) if masters.vnet_subnet_id else None
    return Network(
        vnet=borrowed.names[0] if borrowed else names.of("k8s-vnet-{suffix}"),
        resource_group=borrowed.resource_group if borrowed else None,
        address_space=(masters.vnet_cidr or "") if borrowed else str(ranges.VNET),
        subnet=borrowed.name if borrowed else _own_subnet(masters.availability_profile),
        prefix=str(subnet) if subnet else "",
        service_endpoints=_service_endpoints(model),
        security_group=names.of("k8s-master-{suffix}-nsg"),
        nat_gateway=names.of("k8s-natgw-{suffix}"),
        custom=borrowed is not None,
        idle_timeout_minutes=config.outbound_rule_idle_timeout_in_minutes or 30,
        service_cidr=config.service_cidr or "",
        dns_service_ip=config.dns_service_ip or "",
    )


def _service_endpoints(model: ApiModel) -> tuple[str, ...]:
    """Vaults and the snapshots' account admit a subnet only where its traffic comes by a service endpoint."""
    backup = model.properties.aksynth.backup.enabled
    return ("Microsoft.KeyVault", *(("Microsoft.Storage",) if backup else ()))


def _own_subnet(availability: str | None) -> str:
    return "subnetmaster" if availability == "VirtualMachineScaleSets" else "k8s-subnet"
