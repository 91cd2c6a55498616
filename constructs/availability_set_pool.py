"""A pool of agents in an availability set."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from cdktf import ITerraformDependable, TerraformResourceLifecycle
from cdktf_cdktf_provider_azurerm.availability_set import AvailabilitySet
from cdktf_cdktf_provider_azurerm.linux_virtual_machine import LinuxVirtualMachine
from cdktf_cdktf_provider_azurerm.network_interface import NetworkInterface
from constructs import Construct

from aksynth.blueprint.availability_set import Agent
from aksynth.blueprint.availability_set import AvailabilitySet as Wanted
from aksynth.blueprint.certificates import VaultCertificates
from aksynth.blueprint.machines import MachineSpec
from aksynth.bootstrap import Ignition
from aksynth.resource_id import ResourceId

from .address import address
from .attached_disk import KEPT_DISK, attachment, managed_disk
from .check_block import add_check
from .linux_machine import KEPT, machine_arguments
from .login import Login
from .nic import AgentNicSpec, membership, network_interface, protection
from .resource_group import Group
from .user_data import user_data as packed

_KEPT_NIC = ("accelerated_networking_enabled", "ip_configuration")
"""Azure changes the first only on a deallocated machine, and fewer addresses would take those of running pods."""


class AvailabilitySetPool(Construct):
    """Virtual machines in an availability set, all with the same user data.

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
        availability_set: Wanted,
        identity_ids: Sequence[str],
        nic: AgentNicSpec,
        machine: MachineSpec,
        login: Login,
        user_data: str | Ignition,
        certificates: Sequence[VaultCertificates] = (),
        after: Sequence[ITerraformDependable] = (),
    ) -> None:
        super().__init__(scope, id_)
        self._place: dict[str, Any] = {"resource_group_name": group.name, "location": group.location}
        self._spec, self._nic_spec, self._after = machine, nic, list(after)
        self.machines: dict[int, LinuxVirtualMachine] = {}
        self.ready: list[ITerraformDependable] = []
        common = {
            "availability_set_id": self._set(availability_set).id,
            **machine_arguments(
                machine,
                login,
                identity_type="UserAssigned",
                identity_ids=identity_ids,
                custom_data=packed(self, user_data),
                certificates=certificates,
            ),
        }
        for agent in availability_set.agents:
            place = Construct(self, str(agent.index))
            self.machines[agent.index] = self._machine(place, agent, common)
            self._attach_data_disks(place, agent)
        self.ready += self.machines.values()
        self._report_other_sizes(id_)

    def _set(self, wanted: Wanted) -> AvailabilitySet:
        return AvailabilitySet(
            self,
            "Resource",
            name=wanted.name,
            platform_fault_domain_count=wanted.fault_domains,
            platform_update_domain_count=wanted.update_domains,
            proximity_placement_group_id=self._spec.proximity_group_id,
            lifecycle=_lasting(),
            **self._place,
        )

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
        nic = network_interface(
            scope,
            self._nic_spec,
            name=agent.nic,
            addresses=[None] * self._nic_spec.ip_address_count,
            accelerated_networking_enabled=self._spec.accelerated_networking,
            depends_on=self._after,
            lifecycle=_lasting(*_KEPT_NIC),
            **self._place,
        )
        self.ready += protection(scope, self._nic_spec, nic, lifecycle=_lasting())
        for pool_id in self._nic_spec.backend_pools:
            name = _backend(ResourceId.parse(pool_id))
            self.ready.append(membership(scope, name, nic=nic, backend_pool_id=pool_id, lifecycle=_lasting()))
        return nic

    def _report_other_sizes(self, pool: str) -> None:
        """A warning at every plan while an existing agent has another size than the api model."""
        message = (
            f"Some agents of pool {pool} do not have the size {self._spec.size} of the api model. "
            'Replace one agent at a time: see "Replace an agent of an availability set" in docs/day-2.md.'
        )
        sizes = ", ".join(f"{address(machine)}.size" for machine in self.machines.values())
        condition = f'${{alltrue([for size in [{sizes}] : lower(size) == "{self._spec.size.lower()}"])}}'
        add_check(self, f"pools_{pool}_size", {condition: message})


def _backend(pool: ResourceId) -> str:
    """The name of a backend pool in a Terraform address. Azure ignores its case."""
    return "-".join(("backend", pool.resource_group, *pool.names)).lower()


def _lasting(*kept: str) -> TerraformResourceLifecycle:
    """Terraform keeps `create_before_destroy` in the state. What leaves the model is then destroyed only after what
    depends on it has changed: the masters, which drain the node. Otherwise it would be destroyed first."""
    return TerraformResourceLifecycle(create_before_destroy=True, ignore_changes=list(kept) or None)
