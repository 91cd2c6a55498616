"""The routes to the pods of each node."""

from __future__ import annotations

from collections.abc import Sequence

from cdktf import Precondition, TerraformResource, TerraformResourceLifecycle
from cdktf_cdktf_provider_azurerm.route_table import RouteTable
from cdktf_cdktf_provider_azurerm.subnet_route_table_association import SubnetRouteTableAssociation
from constructs import Construct

from .resource_group import Group


class PodRoutes(Construct):
    """A route table for the subnets of all nodes. The cloud provider adds one route for each node.

    `associations` must exist before pods of different nodes can reach each other.
    """

    def __init__(self, scope: Construct, id_: str, *, group: Group, name: str) -> None:
        super().__init__(scope, id_)
        self._resource = RouteTable(
            self,
            "Resource",
            name=name,
            resource_group_name=group.name,
            location=group.location,
            # The cloud provider adds and removes routes as nodes come and go.
            lifecycle=TerraformResourceLifecycle(ignore_changes=["route"]),
        )
        self.route_table_id = self._resource.id
        self.associations: list[TerraformResource] = []

    def add_subnet(self, id_: str, subnet_id: str, *, conditions: Sequence[Precondition] = ()) -> None:
        """Use the routes in a subnet. A subnet has one route table at most."""
        association = SubnetRouteTableAssociation(
            self,
            id_,
            subnet_id=subnet_id,
            route_table_id=self.route_table_id,
            lifecycle=TerraformResourceLifecycle(precondition=list(conditions)) if conditions else None,
        )
        self.associations.append(association)
