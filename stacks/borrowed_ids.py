"""Ids that a model leaves to Terraform: parts of a network, images, and proximity placement groups."""

from __future__ import annotations

from dataclasses import asdict, replace

from constructs import Construct

from aksynth.blueprint import Blueprint
from aksynth.blueprint.bastion import Bastion
from aksynth.blueprint.machines import MachineSpec
from aksynth.blueprint.network import BorrowedTable, Network, Subnet
from aksynth.blueprint.private_endpoints import PrivateEndpoints
from aksynth.blueprint.remote_state import RemoteState as Wanted
from aksynth.catalog.clouds import CloudEnvironment
from aksynth.constructs import IdPart, RemoteState, id_part, literal
from aksynth.output_reference import OutputReference

_NETWORK = "Microsoft.Network"
_SUBNET = "virtualNetworks/subnets"


class BorrowedIds:
    """The ids that a model has as texts, without their subscription, or as outputs of other configurations."""

    def __init__(self, scope: Construct, blueprint: Blueprint, subscription_id: str) -> None:
        folder = Construct(scope, "remote-state")
        self._states = {state.name: _state(folder, state) for state in literal(blueprint.remote_states)}
        self._subscription_id = subscription_id

    def of(self, text: str, type_: str, name: str | None = None, provider: str = _NETWORK) -> str:
        """`type_` is that of a resource of the provider, and `name` the one that it must have."""
        output = OutputReference.find(text)
        if output:
            return self._states[output.state].resource_id(output.path, f"{provider}/{type_}", name)
        return self.in_subscription(text)

    def in_subscription(self, text: str) -> str:
        """The id. One that begins with its resource group is in the subscription of the cluster."""
        return f"/subscriptions/{self._subscription_id}{text}" if text.lower().startswith("/resourcegroups/") else text


def with_borrowed_ids(scope: Construct, blueprint: Blueprint, subscription_id: str) -> Blueprint:
    """The blueprint with an id, or an expression for it, in place of each reference."""
    ids, cloud = BorrowedIds(scope, blueprint, subscription_id), blueprint.cloud
    return replace(
        blueprint,
        network=_network(blueprint.network, ids),
        masters=replace(blueprint.masters, machine=_machine(blueprint.masters.machine, ids)),
        pools=tuple(replace(pool, machine=_machine(pool.machine, ids)) for pool in blueprint.pools),
        private_endpoints=_endpoints(blueprint.private_endpoints, ids, cloud),
        bastion=_bastion(blueprint.bastion, ids),
        dns_links=tuple((name, ids.of(id_, "virtualNetworks")) for name, id_ in blueprint.dns_links),
    )


def _machine(machine: MachineSpec, ids: BorrowedIds) -> MachineSpec:
    image, group = machine.image_id, machine.proximity_group_id
    return replace(
        machine,
        image_id=ids.in_subscription(image) if image else None,
        proximity_group_id=ids.of(group, "proximityPlacementGroups", provider="Microsoft.Compute") if group else None,
    )


def _state(scope: Construct, wanted: Wanted) -> RemoteState:
    azurerm = asdict(wanted.backend) if wanted.backend else None
    return RemoteState(scope, wanted.name, azurerm=azurerm, path=wanted.path, workspace=wanted.workspace)


def _network(network: Network, ids: BorrowedIds) -> Network:
    if not network.custom:
        return network
    subnets = tuple(_subnet(subnet, ids) for subnet in network.subnets)
    first = subnets[0].id or ""
    return replace(
        network,
        subnets=subnets,
        vnet=id_part(first, IdPart.NAME),
        resource_group=id_part(first, IdPart.RESOURCE_GROUP),
        route_table=_table(network.route_table, ids),
    )


def _subnet(subnet: Subnet, ids: BorrowedIds) -> Subnet:
    if subnet.id is None:
        return subnet
    found = ids.of(subnet.id, _SUBNET)
    return replace(subnet, id=found, azure_name=id_part(found, IdPart.SUBNET))


def _table(table: BorrowedTable | None, ids: BorrowedIds) -> BorrowedTable | None:
    if table is None:
        return None
    found = ids.of(table.id, "routeTables")
    return BorrowedTable(
        id=found, name=id_part(found, IdPart.NAME), resource_group=id_part(found, IdPart.RESOURCE_GROUP)
    )


def _endpoints(wanted: PrivateEndpoints | None, ids: BorrowedIds, cloud: CloudEnvironment) -> PrivateEndpoints | None:
    if wanted is None:
        return None
    zones = ((wanted.vault_zone_id, cloud.vault_zone), (wanted.blob_zone_id, cloud.blob_zone))
    vault, blob = (ids.of(id_, "privateDnsZones", name) if id_ else None for id_, name in zones)
    return replace(wanted, subnet=_subnet(wanted.subnet, ids), vault_zone_id=vault, blob_zone_id=blob)


def _bastion(wanted: Bastion | None, ids: BorrowedIds) -> Bastion | None:
    if wanted is None or wanted.subnet_id is None:
        return wanted
    return replace(wanted, subnet_id=ids.of(wanted.subnet_id, _SUBNET, "AzureBastionSubnet"))
