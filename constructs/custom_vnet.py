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
from aksynth.resource_id import ResourceId

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

    `prefix` "" is an unknown range. `static` are addresses that the cluster uses there, `needed` is the number of all
    of its addresses there, and `service_endpoints` are those that key vaults and storage accounts require.
    """

    id: str
    prefix: str = ""
    static: Sequence[str] = ()
    needed: int = 0
    service_endpoints: Sequence[str] = ()
    machines: bool = True
    """False: no machine is in it, so that it needs no route table and no role."""

    @property
    def name(self) -> str:
        return ResourceId.parse(self.id).name


class CustomVnet(Construct):
    """Subnets of one virtual network that exists, by resource id. Neither it nor what is attached to it is changed.

    The security group is the cluster's own. It is for network interfaces: `nic_security_group_id`. With `lookup` each
    plan reads the virtual network and compares it with what the cluster needs: `lookups` has the subnets by name.
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
        self._found = ResourceId.parse(subnets[0].id)
        self._same = _same_subscription(subscription_id, self._found.subscription)
        self.vnet_id, self.vnet_name = subnets[0].id.rpartition("/subnets/")[0], self._found.names[0]
        self.subnet_ids = {subnet.name: subnet.id for subnet in subnets if subnet.machines}
        region = [self._region(group)] if lookup else []
        self._security_group = SecurityGroup(self, group=group, name=security_group, conditions=[self._same, *region])
        self.security_group_id, self.nic_security_group_id = self._security_group.id, self._security_group.id
        self.nat_gateway_id: str | None = None
        self.egress: list[TerraformResource] = []
        self.associations: list[TerraformResource] = []
        self.ready: list[ITerraformDependable] = []
        found = {
            subnet.name: self._look_at(f"subnet-{_id(subnet.name)}" if number else "subnet", subnet)
            for number, subnet in enumerate(subnets if lookup else ())
        }
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
            resource_group_name=self._found.resource_group,
            lifecycle=TerraformResourceLifecycle(precondition=[self._same]),
        )
        message = (
            f"Virtual network {self.vnet_name} is in the region {network.location}, and the cluster is in "
            f"{group.location}. Azure connects machines to networks of their own region only."
        )
        same = f"${{{_region_name(network.location)} == {_region_name(group.location)}}}"
        return Precondition(condition=same, error_message=message)

    def _look_at(self, id_: str, subnet: ExistingSubnet) -> DataAzurermSubnet:
        return DataAzurermSubnet(
            self,
            id_,
            name=subnet.name,
            virtual_network_name=self.vnet_name,
            resource_group_name=self._found.resource_group,
            lifecycle=TerraformResourceLifecycle(precondition=[self._same], postcondition=_proofs(subnet)),
        )


def _same_subscription(subscription_id: str, of_network: str) -> Precondition:
    """With `networkResourceSubscriptionID` the cloud provider looks for load balancers, too, in the subscription of the
    network (cloud-provider-azure v1.36.5, pkg/provider/azure_loadbalancer.go). The data sources look in the cluster's
    (azurerm v4.55.0, subnet_data_source.go)."""
    message = (
        f"vnetSubnetID is in subscription {of_network}, and the cluster is in {subscription_id}. The virtual network "
        "must be in the subscription of the cluster. Apply in its subscription, or use another virtual network."
    )
    same = f'${{{Fn.lower(subscription_id)} == "{of_network.lower()}"}}'
    return Precondition(condition=same, error_message=message)


def _proofs(subnet: ExistingSubnet) -> list[Postcondition]:
    name, prefixes = f"Subnet {subnet.name}", '${join(", ", self.address_prefixes)}'
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
            f"These addresses of masters, pods and load balancer are not usable addresses of subnet {subnet.name} "
            f'({prefixes}): ${{join(", ", {unusable})}}. Change firstConsecutiveStaticIP. For masters in a scale set, '
            "add the range of the subnet to properties.aksynth.subnets."
        )
        proofs.append((f"length({unusable}) == 0", message))
    for service in subnet.service_endpoints:
        proofs.append(
            (f'anytrue([for e in self.service_endpoints : startswith(e, "{service}")])', _no_endpoint(subnet, service))
        )
    return [Postcondition(condition=f"${{{condition}}}", error_message=message) for condition, message in proofs]


def _region_name(text: str) -> str:
    return str(Fn.lower(Fn.replace(text, " ", "")))


def _no_endpoint(subnet: ExistingSubnet, service: str) -> str:
    return (
        f"Subnet {subnet.name} does not have the service endpoint {service}. Add it to the endpoints that the subnet "
        f"has: az network vnet subnet update --ids {subnet.id} --service-endpoints "
        f'${{join(" ", concat(self.service_endpoints, ["{service}"]))}}. See docs/custom-vnet.md for other ways.'
    )


def _id(name: str) -> str:
    """A subnet's name in a Terraform address."""
    return name.replace(".", "_dot_")
