"""The virtual network, its subnets, and the range of Services."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from aksynth.apimodel import ApiModel
from aksynth.apimodel.machine import MachineProfile
from aksynth.apimodel.vnet import ASSOCIATE, MANUAL
from aksynth.blueprint.naming import Names
from aksynth.catalog.addons import FILES
from aksynth.defaults import ranges
from aksynth.defaults.master_addresses import borrowed, masters_subnet
from aksynth.defaults.private_endpoints import only_private
from aksynth.output_reference import OutputReference
from aksynth.resource_id import ResourceId


@dataclass(frozen=True, kw_only=True)
class Subnet:
    """A subnet of the virtual network. `Masters.subnet` and `Pool.subnet` say by name who is in it."""

    name: str
    prefix: str
    """"" if the range of an existing subnet is unknown."""
    id: str | None
    """The resource id of an existing subnet, or a reference to it. None: it is created with the virtual network."""
    azure_name: str
    """Its name in Azure. If the id is an output of another configuration, `name` is the last part of the reference, and
    only Terraform knows this one."""


@dataclass(frozen=True, kw_only=True)
class BorrowedTable:
    """An existing route table."""

    id: str
    name: str
    resource_group: str


@dataclass(frozen=True, kw_only=True)
class Network:
    """The virtual network, and the range of Services."""

    vnet: str
    resource_group: str | None
    """The resource group of an existing virtual network; None: the network is made in the cluster's own."""
    address_space: str
    subnets: tuple[Subnet, ...]
    """That of the masters first, the others by name."""
    services_subnet: str
    """Where internal load balancers of Services get their dynamic addresses. For masters of a scale set, that is the
    subnet of the agents, as in AKS Engine: a new master needs the addresses after those of the last one."""
    service_endpoints: tuple[str, ...]
    """Azure's services that the subnets reach by a service endpoint. "Microsoft.KeyVault" is the first."""
    egress_ranges: tuple[str, ...]
    """Public addresses by which the machines reach key vaults, in place of service endpoints."""
    lookup: bool
    """Each plan reads an existing network and compares it with what the cluster needs."""
    associates_routes: bool
    """The route table of the pods, if there is one, is associated with the subnets."""
    route_table: BorrowedTable | None
    """An existing route table for the pods."""
    security_group: str
    nat_gateway: str
    custom: bool
    """True: virtual network and subnets exist, and are referred to."""
    idle_timeout_minutes: int
    outbound_ips: int
    """Public addresses of outbound traffic; 0 in an existing network, which has its own way out."""
    blocks_outbound_internet: bool
    """The security group denies outbound traffic, except to the virtual network and `outbound_services`."""
    outbound_services: tuple[str, ...]
    """Service tags of Azure's services that the machines use:
    https://learn.microsoft.com/azure/virtual-network/service-tags-overview"""
    mounts_file_shares: bool
    """Nodes mount shares of Azure files (SMB), for volumes."""
    dns_servers: tuple[str, ...]
    """DNS servers of the network interfaces of nodes. Empty: those of the virtual network."""
    search_domain: str
    """In addition to that of the virtual network. "" for none."""
    service_cidr: str
    dns_service_ip: str

    @property
    def masters_subnet(self) -> Subnet:
        return self.subnets[0]

    def subnet(self, name: str) -> Subnet:
        """The subnet with this name."""
        return next(subnet for subnet in self.subnets if subnet.name == name)


def network(model: ApiModel, names: Names) -> Network:
    config = model.properties.orchestrator_profile.kubernetes_config
    masters, settings = model.properties.master_profile, model.properties.aksynth.vnet
    existing = _place(masters.vnet_subnet_id) if masters.vnet_subnet_id else None
    return Network(
        vnet=existing[0] if existing else names.of("k8s-vnet-{suffix}"),
        resource_group=existing[1] if existing else None,
        address_space=(masters.vnet_cidr or "") if existing else str(ranges.VNET),
        subnets=tuple(_subnets(model)),
        services_subnet=_services_subnet(model),
        service_endpoints=_service_endpoints(model),
        egress_ranges=tuple(settings.egress_ranges or ()),
        lookup=settings.lookup is not False,
        associates_routes=existing is None or settings.route_table == ASSOCIATE,
        route_table=_route_table(settings.route_table or MANUAL),
        security_group=names.of("k8s-master-{suffix}-nsg"),
        nat_gateway=names.of("k8s-natgw-{suffix}"),
        custom=existing is not None,
        idle_timeout_minutes=config.outbound_rule_idle_timeout_in_minutes or 30,
        outbound_ips=0 if existing else config.load_balancer_outbound_ips or 1,
        blocks_outbound_internet=model.properties.feature_flags.block_outbound_internet is True,
        outbound_services=_outbound_services(model),
        mounts_file_shares=config.enabled_addon(FILES) is not None,
        dns_servers=_dns_servers(model),
        search_domain=_search_domain(model),
        service_cidr=config.service_cidr or "",
        dns_service_ip=config.dns_service_ip or "",
    )


def reference_name(text: str) -> str:
    """The name in a resource id, or the last part of a reference to an output."""
    output = OutputReference.find(text)
    return output.name if output else ResourceId.parse_here(text).name


def subnet_name(model: ApiModel, machine: MachineProfile) -> str:
    """The name of the subnet of these machines. Azure ignores its case: the first spelling in the model is used."""
    if machine.vnet_subnet_id:
        written = reference_name(machine.vnet_subnet_id)
        return next(name for name in map(reference_name, _ids(model)) if name.lower() == written.lower())
    masters = model.properties.master_profile
    if masters.availability_profile != "VirtualMachineScaleSets":
        return "k8s-subnet"
    return "subnetmaster" if machine is masters else "subnetagent"


def _outbound_services(model: ApiModel) -> tuple[str, ...]:
    """Tokens of identities, the Azure API of the cloud provider, vaults, and snapshots, layers of images or keys of an
    issuer. Private endpoints are in the virtual network."""
    registries = bool(model.properties.aksynth.container_registries)
    inside = only_private(model)
    public = registries or model.properties.aksynth.workload_identity.enabled
    stores = public or (model.properties.aksynth.backup.enabled and not inside)
    return (
        "AzureActiveDirectory",
        "AzureResourceManager",
        *(() if inside else ("AzureKeyVault",)),
        *(("Storage",) if stores else ()),
        *(("AzureContainerRegistry",) if registries else ()),
    )


def _dns_servers(model: ApiModel) -> tuple[str, ...]:
    custom = model.properties.linux_profile.custom_nodes_dns
    return (custom.dns_server,) if custom and custom.dns_server else ()


def _search_domain(model: ApiModel) -> str:
    custom = model.properties.linux_profile.custom_search_domain
    return (custom.name or "") if custom else ""


def _subnets(model: ApiModel) -> Iterator[Subnet]:
    masters, pools = model.properties.master_profile, model.properties.agent_pool_profiles
    names = {subnet_name(model, machine) for machine in pools}
    first = subnet_name(model, masters)
    ids = {name.lower(): id_ for id_ in reversed(_ids(model)) for name in (reference_name(id_),)}
    for name in (first, *sorted(names - {first})):
        id_ = ids.get(name.lower())
        prefix = borrowed(model, id_) if id_ else masters_subnet(model) if name == first else ranges.AGENT_SUBNET
        yield Subnet(name=name, prefix=str(prefix) if prefix else "", id=id_, azure_name=name)


def _services_subnet(model: ApiModel) -> str:
    masters, pools = model.properties.master_profile, model.properties.agent_pool_profiles
    in_scale_set = masters.availability_profile == "VirtualMachineScaleSets"
    return subnet_name(model, pools[0] if in_scale_set and pools else masters)


def _ids(model: ApiModel) -> list[str]:
    """Of existing subnets, the masters' first."""
    machines = (model.properties.master_profile, *model.properties.agent_pool_profiles)
    return [machine.vnet_subnet_id for machine in machines if machine.vnet_subnet_id]


def _place(id_: str) -> tuple[str, str]:
    """Virtual network and resource group of a subnet. Those of an output are known to Terraform only."""
    output = OutputReference.find(id_)
    if output:
        return f"remoteState.{output.state}", ""
    found = ResourceId.parse_here(id_)
    return found.names[0], found.resource_group


def _route_table(text: str) -> BorrowedTable | None:
    if text in (MANUAL, ASSOCIATE):
        return None
    found = ResourceId.find_here(text)
    group = found.resource_group if found else ""
    return BorrowedTable(id=text, name=reference_name(text), resource_group=group)


def _service_endpoints(model: ApiModel) -> tuple[str, ...]:
    """Key vaults and storage accounts allow a subnet only if its traffic uses a service endpoint."""
    if model.properties.aksynth.vnet.egress_ranges or only_private(model):
        return ()
    backup = model.properties.aksynth.backup.enabled
    return ("Microsoft.KeyVault", *(("Microsoft.Storage",) if backup else ()))
