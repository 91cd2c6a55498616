"""The route table of pods, and who associates it with the subnets."""

from __future__ import annotations

import json

from cdktf import Fn, Precondition, TerraformStack
from constructs import Construct

from aksynth.blueprint import Blueprint
from aksynth.constructs import ClusterVnet, CustomVnet, Group, PodRoutes


class Routes:
    """`made` is the cluster's route table, if it has one. `association` is what the owner of the subnets has to do.

    `subscription_id` is that of the cluster. In it the id of a table is known before the table exists.
    """

    def __init__(
        self,
        scope: Construct,
        *,
        group: Group,
        network: ClusterVnet | CustomVnet,
        subscription_id: str,
        blueprint: Blueprint,
    ) -> None:
        name, given = blueprint.pod_network.route_table, blueprint.network.route_table
        place = f"/subscriptions/{subscription_id}/resourceGroups/{group.name}/providers/Microsoft.Network/routeTables"
        self._table_id, self._network = given.id if given else f"{place}/{name}", network
        self.made = PodRoutes(scope, "routes", group=group, name=name) if name and not given else None
        self.association: dict[str, object] | None = None
        if self.made and blueprint.network.associates_routes:
            self._associate(self.made)
        elif name:
            self.association = _association(network, self._table_id)
            self._watch(TerraformStack.of(scope))

    def _associate(self, routes: PodRoutes) -> None:
        for number, (name, subnet_id) in enumerate(self._network.subnet_ids.items()):
            id_ = f"association-{name.replace('.', '_dot_')}" if number else "association"
            routes.add_subnet(id_, subnet_id, conditions=self._free(name))
        self._network.associations += routes.associations
        self._network.ready += routes.associations

    def _free(self, subnet: str) -> list[Precondition]:
        """A borrowed subnet has no other table: the provider would not take it over, and its routes would be lost."""
        if subnet not in self._network.lookups:
            return []
        now = self._network.lookups[subnet].route_table_id
        message = (
            f"Subnet {subnet} has the route table {now}. Set properties.aksynth.vnet.routeTable to the id of this "
            "table, or use another subnet."
        )
        free = f'${{contains(["", {Fn.lower(self._table_id)}], {Fn.lower(now)})}}'
        return [Precondition(condition=free, error_message=message)]

    def _watch(self, stack: TerraformStack) -> None:
        """A warning at every plan until the table is on all subnets."""
        asserts = [
            {
                "condition": f"${{{Fn.lower(found.route_table_id)} == {Fn.lower(self._table_id)}}}",
                "error_message": f"Subnet {name} does not have the route table of the pods, so pods of different nodes "
                f"cannot reach each other. Run: {_command(self._network.subnet_ids[name], self._table_id)}",
            }
            for name, found in self._network.lookups.items()
        ]
        if asserts:
            stack.add_override("check.routes", {"assert": asserts})


def _association(network: ClusterVnet | CustomVnet, table_id: str) -> dict[str, object]:
    """Commands of az, and resources for the Terraform configuration that has the subnets."""
    ids = network.subnet_ids
    resources = [
        f'resource "azurerm_subnet_route_table_association" {json.dumps(name.replace(".", "_"))} {{\n'
        f'  subnet_id      = "{subnet_id}"\n  route_table_id = "{table_id}"\n}}\n'
        for name, subnet_id in ids.items()
    ]
    return {"az": [_command(subnet_id, table_id) for subnet_id in ids.values()], "terraform": "\n".join(resources)}


def _command(subnet_id: str, table_id: str) -> str:
    return f"az network vnet subnet update --ids {subnet_id} --route-table {table_id}"
