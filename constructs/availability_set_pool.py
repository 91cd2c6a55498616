"""A pool of agents in an availability set."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from cdktf import ITerraformDependable, TerraformResourceLifecycle
from cdktf_cdktf_provider_azurerm.availability_set import AvailabilitySet
from cdktf_cdktf_provider_azurerm.linux_virtual_machine import LinuxVirtualMachine
from cdktf_cdktf_provider_azurerm.network_interface import NetworkInterface, NetworkInterfaceIpConfiguration
from cdktf_cdktf_provider_azurerm.network_interface_backend_address_pool_association import (
    NetworkInterfaceBackendAddressPoolAssociation,
)
from cdktf_cdktf_provider_azurerm.network_interface_security_group_association import (
    NetworkInterfaceSecurityGroupAssociation,
)
from constructs import Construct

from aksynth.blueprint.availability_set import Agent
from aksynth.blueprint.certificates import VaultCertificates
from aksynth.blueprint.machines import MachineSpec
from aksynth.resource_id import ResourceId

from .attached_disk import KEPT_DISK, attachment, managed_disk
from .check_block import add_check
from .linux_machine import KEPT, machine_arguments
from .login import Login
from .resource_group import Group
from .user_data import user_data as packed

_KEPT_NIC = ("accelerated_networking_enabled", "ip_configuration")
"""Azure changes the first only on a deallocated machine, and fewer addresses would take those of running pods."""


class AvailabilitySetPool(Construct):
    """Virtual machines in an availability set. Each has `ip_address_count` addresses: one for the node, the others for
    pods. All machines have the same user data. `security_group_id` is the security group of the interfaces, if the
    subnet does not have it. `dns_servers` are those of the interfaces; empty, those of the virtual network.
    `backend_pools` are resource ids of existing backend address pools that the machines join.

    `after` is what must have its static addresses first: Azure assigns the lowest free addresses to an interface.

    The cloud provider adds an interface to the backend pools of Services. azurerm keeps that: an interface has no
    argument for backend pools, and an update sends those that it has (v4.55.0, network_interface_resource.go,
    `mapFieldsToNetworkInterface`).
    """

    def __init__(
        self,
        scope: Construct,
        id_: str,
        *,
        group: Group,
        agents: Sequence[Agent],
        identity_ids: Sequence[str],
        availability_set: str,
        fault_domains: int,
        update_domains: int,
        subnet_id: str,
        ip_address_count: int,
        ip_forwarding: bool = False,
        security_group_id: str | None = None,
        dns_servers: Sequence[str] = (),
        backend_pools: Sequence[str] = (),
        machine: MachineSpec,
        login: Login,
        user_data: str,
        certificates: Sequence[VaultCertificates] = (),
        after: Sequence[ITerraformDependable] = (),
    ) -> None:
        super().__init__(scope, id_)
        self._place: dict[str, Any] = {"resource_group_name": group.name, "location": group.location}
        self._spec, self._subnet_id, self._ip_address_count = machine, subnet_id, ip_address_count
        self._ip_forwarding, self._after = ip_forwarding, list(after)
        self._security_group_id, self._dns_servers = security_group_id, list(dns_servers)
        self._backend_pools = backend_pools
        self.ready: list[ITerraformDependable] = []
        set_ = AvailabilitySet(
            self,
            "Resource",
            name=availability_set,
            platform_fault_domain_count=fault_domains,
            platform_update_domain_count=update_domains,
            proximity_placement_group_id=machine.proximity_group_id,
            lifecycle=_lasting(),
            **self._place,
        )
        common = {
            **machine_arguments(
                machine,
                login,
                identity_type="UserAssigned",
                identity_ids=identity_ids,
                custom_data=packed(self, user_data),
                certificates=certificates,
            ),
            "availability_set_id": set_.id,
        }
        self.machines: dict[int, LinuxVirtualMachine] = {}
        for agent in agents:
            place = Construct(self, str(agent.index))
            self.machines[agent.index] = self._machine(place, agent, common)
            self._attach_data_disks(place, agent)
        self.ready += self.machines.values()
        self._report_other_sizes(id_)

    def _machine(self, scope: Construct, agent: Agent, common: dict[str, Any]) -> LinuxVirtualMachine:
        return LinuxVirtualMachine(
            scope,
            "Resource",
            name=agent.name,
            computer_name=agent.name,
            network_interface_ids=[self._nic(scope, agent).id],
            tags={**dict(self._spec.tags), "creationSource": f"aksynth-{agent.name}"},
            depends_on=self._after,
            lifecycle=_lasting(*KEPT),
            **common,
            **self._place,
        )

    def _attach_data_disks(self, scope: Construct, agent: Agent) -> None:
        """They are destroyed with their agent, after the masters have drained its node."""
        machine = self.machines[agent.index]
        for lun, (name, spec) in enumerate(zip(agent.data_disks, self._spec.data_disks, strict=True)):
            id_ = f"data-disk-{lun}"
            disk = managed_disk(scope, id_, name=name, disk=spec, lifecycle=_lasting(*KEPT_DISK), **self._place)
            attached = attachment(
                scope,
                f"{id_}-attachment",
                disk=disk,
                machine=machine,
                lun=lun,
                caching=spec.caching,
                lifecycle=_lasting(),
            )
            self.ready.append(attached)

    def _nic(self, scope: Construct, agent: Agent) -> NetworkInterface:
        nic = NetworkInterface(
            scope,
            "nic",
            name=agent.nic,
            ip_configuration=[
                NetworkInterfaceIpConfiguration(
                    name=f"ipconfig{number}",
                    primary=number == 1,
                    subnet_id=self._subnet_id,
                    private_ip_address_allocation="Dynamic",
                )
                for number in range(1, self._ip_address_count + 1)
            ],
            accelerated_networking_enabled=self._spec.accelerated_networking,
            ip_forwarding_enabled=self._ip_forwarding or None,
            dns_servers=self._dns_servers or None,
            depends_on=self._after,
            lifecycle=_lasting(*_KEPT_NIC),
            **self._place,
        )
        if self._security_group_id:
            self._protect(scope, nic, self._security_group_id)
        for id_ in self._backend_pools:
            self._join(scope, nic, id_)
        return nic

    def _join(self, scope: Construct, nic: NetworkInterface, backend_pool_id: str) -> None:
        """The address of the node, not those of pods, is in the backend pool."""
        association = NetworkInterfaceBackendAddressPoolAssociation(
            scope,
            _backend(ResourceId.parse(backend_pool_id)),
            network_interface_id=nic.id,
            ip_configuration_name="ipconfig1",
            backend_address_pool_id=backend_pool_id,
            lifecycle=_lasting(),
        )
        self.ready.append(association)

    def _protect(self, scope: Construct, nic: NetworkInterface, security_group_id: str) -> None:
        """A borrowed subnet has rules of its owner, so the interface has those of the cluster."""
        association = NetworkInterfaceSecurityGroupAssociation(
            scope,
            "nsg",
            network_interface_id=nic.id,
            network_security_group_id=security_group_id,
            lifecycle=_lasting(),
        )
        self.ready.append(association)

    def _report_other_sizes(self, pool: str) -> None:
        """A warning at every plan while an existing agent has another size than the api model."""
        addresses = [f"{vm.terraform_resource_type}.{vm.friendly_unique_id}" for vm in self.machines.values()]
        message = (
            f"Some agents of pool {pool} do not have the size {self._spec.size} of the api model. "
            'Replace one agent at a time: see "Replace an agent of an availability set" in docs/day-2.md.'
        )
        sizes = ", ".join(f"{address}.size" for address in addresses)
        condition = f'${{alltrue([for size in [{sizes}] : lower(size) == "{self._spec.size.lower()}"])}}'
        add_check(self, f"pools_{pool}_size", {condition: message})


def _backend(pool: ResourceId) -> str:
    """The name of a backend pool in a Terraform address. Azure ignores its case."""
    return "-".join(("backend", pool.resource_group, *pool.names)).lower()


def _lasting(*kept: str) -> TerraformResourceLifecycle:
    """Terraform keeps `create_before_destroy` in the state. What leaves the model is then destroyed only after what
    depends on it has changed: the masters, which drain the node. Otherwise it would be destroyed first."""
    return TerraformResourceLifecycle(create_before_destroy=True, ignore_changes=list(kept) or None)
