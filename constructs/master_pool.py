"""The masters."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from cdktf import ITerraformDependable, TerraformResourceLifecycle
from cdktf_cdktf_provider_azurerm.availability_set import AvailabilitySet
from cdktf_cdktf_provider_azurerm.linux_virtual_machine import LinuxVirtualMachine
from cdktf_cdktf_provider_azurerm.managed_disk import ManagedDisk
from cdktf_cdktf_provider_azurerm.network_interface import NetworkInterface, NetworkInterfaceIpConfiguration
from cdktf_cdktf_provider_azurerm.network_interface_backend_address_pool_association import (
    NetworkInterfaceBackendAddressPoolAssociation,
)
from cdktf_cdktf_provider_azurerm.network_interface_security_group_association import (
    NetworkInterfaceSecurityGroupAssociation,
)
from cdktf_cdktf_provider_azurerm.orchestrated_virtual_machine_scale_set import OrchestratedVirtualMachineScaleSet
from constructs import Construct

from aksynth.blueprint.certificates import VaultCertificates
from aksynth.blueprint.machines import Disk, MachineSpec
from aksynth.blueprint.masters import Master

from .attached_disk import KEPT_DISK, attachment, managed_disk
from .check_block import add_check
from .linux_machine import KEPT, machine_arguments
from .login import Login
from .resource_group import Group
from .user_data import user_data as packed


class MasterPool(Construct):
    """Masters, each with static addresses and its own etcd disk at lun 0.

    They are in an availability set with `update_domains`, or in a Flexible scale set, which has the `zones` of its
    machines. Masters in zones need no set. Azure spreads the machines over the fault domains of a set.

    `after` is what a machine needs at its first boot, such as a way out for downloads. Whether an interface has
    accelerated networking is decided when it is made: Azure changes it only on a machine that is deallocated. An etcd
    disk keeps its size as well; `etcd_disk_size_written` asks for a warning where that is not the size of `etcd_disk`.

    `machines` maps an index to its virtual machine; `ready` is all that a master needs to come up; `addresses_taken`
    is what dynamic addresses of the same subnet must wait for. `user_data` is the same cloud-init text for all.
    """

    def __init__(
        self,
        scope: Construct,
        id_: str,
        *,
        group: Group,
        masters: Sequence[Master],
        identity_type: str,
        identity_ids: Sequence[str],
        availability_set: str | None = None,
        update_domains: int | None = None,
        scale_set: str | None = None,
        zones: Sequence[str] = (),
        fault_domains: int | None = None,
        subnet_id: str,
        backend_pools: dict[str, str],
        machine: MachineSpec,
        ip_forwarding: bool = False,
        security_group_id: str | None = None,
        dns_servers: Sequence[str] = (),
        etcd_disk: Disk,
        etcd_disk_size_written: bool,
        login: Login,
        user_data: str,
        certificates: Sequence[VaultCertificates] = (),
        protect: bool,
        after: Sequence[ITerraformDependable] = (),
    ) -> None:
        super().__init__(scope, id_)
        self._spec, self._ip_forwarding = machine, ip_forwarding
        self._security_group_id, self._dns_servers = security_group_id, list(dns_servers)
        self._place: dict[str, Any] = {"resource_group_name": group.name, "location": group.location}
        self._subnet_id, self._backend_pools = subnet_id, backend_pools
        self._etcd_disk, self._protect = etcd_disk, protect
        self._etcd_disk_size_written = etcd_disk_size_written
        self.machines: dict[int, LinuxVirtualMachine] = {}
        self.nics: dict[int, NetworkInterface] = {}
        self.ready: list[ITerraformDependable] = []
        self.addresses_taken: list[ITerraformDependable] = []
        self._common: dict[str, Any] = {
            **machine_arguments(
                machine,
                login,
                identity_type=identity_type,
                identity_ids=identity_ids,
                custom_data=packed(self, user_data),
                certificates=certificates,
            ),
            **self._set(availability_set, scale_set, fault_domains, update_domains, zones),
            "depends_on": list(after),
            "lifecycle": TerraformResourceLifecycle(ignore_changes=list(KEPT)),
        }
        for master in masters:
            self._machine(Construct(self, str(master.index)), master)
        self.ready += self.machines.values()

    def _set(
        self,
        availability_set: str | None,
        scale_set: str | None,
        fault_domains: int | None,
        update_domains: int | None,
        zones: Sequence[str],
    ) -> dict[str, Any]:
        """The set, as the argument of its machines. A scale set that knows no size of machine accepts any machine."""
        common = {
            "platform_fault_domain_count": fault_domains,
            "proximity_placement_group_id": self._spec.proximity_group_id,
            **self._place,
        }
        if availability_set:
            set_ = AvailabilitySet(
                self, "set", name=availability_set, platform_update_domain_count=update_domains, **common
            )
            return {"availability_set_id": set_.id}
        if scale_set:
            flexible = OrchestratedVirtualMachineScaleSet(
                self, "scale-set", name=scale_set, zones=list(zones) or None, **common
            )
            return {"virtual_machine_scale_set_id": flexible.id}
        return {}

    def _machine(self, scope: Construct, master: Master) -> None:
        self.machines[master.index] = LinuxVirtualMachine(
            scope,
            "Resource",
            name=master.name,
            computer_name=master.name,
            network_interface_ids=[self._nic(scope, master).id],
            zone=master.zone,
            tags={**dict(self._spec.tags), "creationSource": f"aksynth-{master.name}"},
            **self._common,
            **self._place,
        )
        self._attach_etcd_disk(scope, master)
        self._tell_other_size(self.machines[master.index], master)

    def _tell_other_size(self, machine: LinuxVirtualMachine, master: Master) -> None:
        """A warning at every plan while the size of an existing machine differs from the api model."""
        address, size = _address(machine), self._spec.size
        message = (
            f"{master.name} has the size ${{{address}.size}}, but the api model has {size}. "
            'Resize one master at a time: see "Resize the masters" in docs/day-2.md.'
        )
        condition = f'${{lower({address}.size) == "{size.lower()}"}}'
        add_check(self, f"{machine.friendly_unique_id}_size", {condition: message})

    def _tell_other_disk(self, disk: ManagedDisk, master: Master) -> None:
        """The same for an etcd disk."""
        address, size = _address(disk), self._etcd_disk.size_gb
        message = (
            f"{master.etcd_disk} has ${{{address}.disk_size_gb}} GiB, but the api model has {size}. "
            'Grow one disk at a time: see "Grow the etcd disks" in docs/day-2.md.'
        )
        add_check(self, f"{disk.friendly_unique_id}_size", {f"${{{address}.disk_size_gb == {size}}}": message})

    def _tell_other_key(self, disk: ManagedDisk, master: Master, wanted: str) -> None:
        """The same while the disk is not encrypted with the set of the api model."""
        found = f"{_address(disk)}.disk_encryption_set_id"
        message = (
            f"{master.etcd_disk} is not encrypted with the disk encryption set of the api model. "
            'Change one master at a time: see "Encryption" in docs/disks.md.'
        )
        condition = f'${{lower(coalesce({found}, "-")) == "{wanted.lower()}"}}'
        add_check(self, f"{disk.friendly_unique_id}_key", {condition: message})

    def _nic(self, scope: Construct, master: Master) -> NetworkInterface:
        addresses = (master.address, *master.secondary_addresses)
        nic = NetworkInterface(
            scope,
            "nic",
            name=master.nic,
            ip_configuration=[
                NetworkInterfaceIpConfiguration(
                    name=f"ipconfig{number}",
                    primary=number == 1,
                    subnet_id=self._subnet_id,
                    private_ip_address_allocation="Static",
                    private_ip_address=address,
                )
                for number, address in enumerate(addresses, 1)
            ],
            accelerated_networking_enabled=self._spec.accelerated_networking,
            ip_forwarding_enabled=self._ip_forwarding or None,
            dns_servers=self._dns_servers or None,
            lifecycle=TerraformResourceLifecycle(ignore_changes=["accelerated_networking_enabled"]),
            **self._place,
        )
        self.nics[master.index] = nic
        self.addresses_taken.append(nic)
        if self._security_group_id:
            self._protect_nic(scope, nic, self._security_group_id)
        for name, pool_id in self._backend_pools.items():
            self.ready.append(
                NetworkInterfaceBackendAddressPoolAssociation(
                    scope,
                    f"{name}-pool",
                    network_interface_id=nic.id,
                    ip_configuration_name="ipconfig1",
                    backend_address_pool_id=pool_id,
                )
            )
        return nic

    def _protect_nic(self, scope: Construct, nic: NetworkInterface, security_group_id: str) -> None:
        """The security group of an interface in a borrowed subnet."""
        association = NetworkInterfaceSecurityGroupAssociation(
            scope, "nsg", network_interface_id=nic.id, network_security_group_id=security_group_id
        )
        self.ready.append(association)

    def _attach_etcd_disk(self, scope: Construct, master: Master) -> None:
        lifecycle = TerraformResourceLifecycle(
            prevent_destroy=True if self._protect else None, ignore_changes=list(KEPT_DISK)
        )
        disk = managed_disk(
            scope,
            "etcd-disk",
            name=master.etcd_disk,
            disk=self._etcd_disk,
            zone=master.zone,
            lifecycle=lifecycle,
            **self._place,
        )
        if self._etcd_disk_size_written:
            self._tell_other_disk(disk, master)
        if self._etcd_disk.encryption_set_id:
            self._tell_other_key(disk, master, self._etcd_disk.encryption_set_id)
        self.ready.append(
            attachment(
                scope,
                "etcd-disk-attachment",
                disk=disk,
                machine=self.machines[master.index],
                lun=0,
                caching=self._etcd_disk.caching,
            )
        )


def _address(resource: LinuxVirtualMachine | ManagedDisk) -> str:
    return f"{resource.terraform_resource_type}.{resource.friendly_unique_id}"
