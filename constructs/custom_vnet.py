"""A borrowed virtual network."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass

from cdktf import Fn, ITerraformDependable, Postcondition, Precondition, TerraformResource, TerraformResourceLifecycle
from cdktf_cdktf_provider_azurerm.data_azurerm_subnet import DataAzurermSubnet
from cdktf_cdktf_provider_azurerm.data_azurerm_virtual_network import DataAzurermVirtualNetwork
from constructs import Construct

from aksynth.addresses import RESERVED

from .id_parts import IdPart, id_part, network_id
from .region_name import region_name
from .resource_group import Group
from .security_group import SecurityGroup, SecurityRule

_INSIDE = 'cidrsubnet("${a}/${split("/", p)[1]}", 0, 0) == cidrsubnet(p, 0, 0)'
_RESERVED = "contains([for n in [0, 1, 2, 3, -1] : cidrhost(p, n)], a)"
_PREFIXES = '[for p in self.address_prefixes : p if !strcontains(p, ":")]'
"""Those of IPv4."""
_USABLE = f"anytrue([for p in {_PREFIXES} : {_INSIDE} && !{_RESERVED}])"
"""Whether address a is in one of the subnet's ranges, and not reserved."""


@dataclass(frozen=True, kw_only=True)
class ExistingSubnet:
    """A subnet by its resource id, and what the cluster needs of it.

    `name` is what it is called in Terraform addresses. It can be left out if the id is a text and not an expression.
    `from_lookup`: other resources refer to the data source that reads the subnet, and not to `id`. `prefix` "" is an
    unknown range. `static` are addresses that the cluster uses there, `needed` is the number of all of its addresses
    there, and `service_endpoints` are those that key vaults and storage accounts require.
    """

    id: str
    name: str = ""
    prefix: str = ""
    static: Sequence[str] = ()
    needed: int = 0
    service_endpoints: Sequence[str] = ()
    machines: bool = True
    """False: no machine is in it, so that it needs no route table and no role."""
    from_lookup: bool = False

    @property
    def azure_name(self) -> str:
        return id_part(self.id, IdPart.SUBNET)

    @property
    def label(self) -> str:
        return self.name or self.azure_name


class CustomVnet(Construct):
    """Subnets of one virtual network that exists. Neither it nor what is attached to it is changed.

    The security group is the cluster's own. It is for network interfaces: `nic_security_group_id`. With `lookup` each
    plan reads the virtual network and compares it with what the cluster needs: `lookups` has the subnets by name.
    `borrowed_ids` also has subnets without machines.
    `subscription_id` is the cluster's.
    """

    def __init__(
        self,
        scope: Construct,
        id_: str,
        *,
        group: Group,
        subscription_id: str,
        subnets: Sequence[ExistingSubnet],
        security_group: str,
        lookup: bool = True,
    ) -> None:
        super().__init__(scope, id_)
        first = subnets[0].id
        subscription = id_part(first, IdPart.SUBSCRIPTION)
        self._same = [_same_subscription(subscription_id, subscription)] if subscription != subscription_id else []
        self._group_name = id_part(first, IdPart.RESOURCE_GROUP)
        self.vnet_id, self.vnet_name = network_id(first), id_part(first, IdPart.NAME)
        conditions = [*self._same, *self._together(subnets), *([self._region(group)] if lookup else [])]
        self._security_group = SecurityGroup(self, group=group, name=security_group, conditions=conditions)
        self.security_group_id, self.nic_security_group_id = self._security_group.id, self._security_group.id
        self.nat_gateway_id: str | None = None
        self.egress: list[TerraformResource] = []
        self.associations: list[TerraformResource] = []
        self.ready: list[ITerraformDependable] = []
        found = {
            subnet.label: self._look_at(f"subnet-{_id(subnet.label)}" if number else "subnet", subnet)
            for number, subnet in enumerate(subnets if lookup else ())
        }
        ids = {s.label: str(found[s.label].id) if lookup and s.from_lookup else s.id for s in subnets}
        self.borrowed_ids = ids
        self.subnet_ids = {subnet.label: ids[subnet.label] for subnet in subnets if subnet.machines}
        self.lookups = {name: data for name, data in found.items() if name in self.subnet_ids}

    def add_rule(self, rule: SecurityRule) -> None:
        """Add a rule to the security group."""
        self.ready.append(self._security_group.add(rule))

    def _region(self, group: Group) -> Precondition:
        """A condition of a data source that reads a resource would delay the data source until the apply."""
        network = DataAzurermVirtualNetwork(
            self,
            "vnet",
            name=self.vnet_name,
            resource_group_name=self._group_name,
            lifecycle=TerraformResourceLifecycle(precondition=self._same or None),
        )
        message = (
            f"Virtual network {self.vnet_name} is in the region {network.location}, and the cluster is in "
            f"{group.location}. Azure connects machines to networks of their own region only."
        )
        same = f"${{{region_name(network.location)} == {region_name(group.location)}}}"
        return Precondition(condition=same, error_message=message)

    def _together(self, subnets: Sequence[ExistingSubnet]) -> list[Precondition]:
        """Only Terraform knows whether the subnets in outputs of other configurations are in one virtual network."""
        return [
            Precondition(
                condition=f"${{{Fn.lower(network_id(subnet.id))} == {Fn.lower(self.vnet_id)}}}",
                error_message=f"Subnet {subnet.id} is not in the virtual network {self.vnet_id} of the masters. Use "
                "outputs with subnets of one virtual network.",
            )
            for subnet in subnets[1:]
            if "/" not in subnet.id
        ]

    def _look_at(self, id_: str, subnet: ExistingSubnet) -> DataAzurermSubnet:
        return DataAzurermSubnet(
            self,
            id_,
            name=subnet.azure_name,
            virtual_network_name=self.vnet_name,
            resource_group_name=self._group_name,
            lifecycle=TerraformResourceLifecycle(precondition=self._same or None, postcondition=_proofs(subnet)),
        )


def _same_subscription(subscription_id: str, of_network: str) -> Precondition:
    """With `networkResourceSubscriptionID` the cloud provider looks for load balancers, too, in the subscription of the
    network (cloud-provider-azure v1.36.5, pkg/provider/azure_loadbalancer.go). The data sources look in the cluster's
    (azurerm v4.55.0, subnet_data_source.go)."""
    message = (
        f"vnetSubnetID is in subscription {of_network}, and the cluster is in {subscription_id}. The virtual network "
        "must be in the subscription of the cluster. Apply in its subscription, or use another virtual network."
    )
    same = f"${{{Fn.lower(subscription_id)} == {Fn.lower(of_network)}}}"
    return Precondition(condition=same, error_message=message)


def _proofs(subnet: ExistingSubnet) -> list[Postcondition]:
    name, prefixes = f"Subnet {subnet.azure_name}", '${join(", ", self.address_prefixes)}'
    size = 'pow(2, 32 - tonumber(split("/", p)[1]))'
    proofs = [
        (
            f"sum([for p in {_PREFIXES} : {size} - {RESERVED}]) >= {subnet.needed}",
            f"{name} ({prefixes}) is too small: the cluster needs {subnet.needed} addresses, and Azure reserves "
            f"{RESERVED}. Use a larger subnet, or lower count or ipAddressCount.",
        )
    ]
    if subnet.prefix:
        told = f'contains(self.address_prefixes, "{subnet.prefix}")'
        proofs.append((told, f"{name} has the range {prefixes}, and properties.aksynth.subnets has {subnet.prefix}."))
    if subnet.static:
        unusable = f"[for a in {json.dumps(list(subnet.static))} : a if !{_USABLE}]"
        message = (
            "These addresses of masters, pods and load balancer are not usable addresses of subnet "
            f'{subnet.azure_name} ({prefixes}): ${{join(", ", {unusable})}}. Change firstConsecutiveStaticIP. For '
            "masters in a scale set, add the range of the subnet to properties.aksynth.subnets."
        )
        proofs.append((f"length({unusable}) == 0", message))
    for service in subnet.service_endpoints:
        proofs.append(
            (f'anytrue([for e in self.service_endpoints : startswith(e, "{service}")])', _no_endpoint(subnet, service))
        )
    return [Postcondition(condition=f"${{{condition}}}", error_message=message) for condition, message in proofs]


def _no_endpoint(subnet: ExistingSubnet, service: str) -> str:
    return (
        f"Subnet {subnet.azure_name} does not have the service endpoint {service}. Add it to the endpoints that the "
        f"subnet has: az network vnet subnet update --ids {subnet.id} --service-endpoints "
        f'${{join(" ", concat(self.service_endpoints, ["{service}"]))}}. See docs/custom-vnet.md for other ways.'
    )


def _id(name: str) -> str:
    """A subnet's name in a Terraform address."""
    return name.replace(".", "_dot_")
