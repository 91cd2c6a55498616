"""The masters."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from cdktf import ITerraformDependable, TerraformResourceLifecycle
from cdktf_cdktf_provider_azurerm.linux_virtual_machine import LinuxVirtualMachine
from cdktf_cdktf_provider_azurerm.network_interface import NetworkInterface
from constructs import Construct

from aksynth.blueprint.certificates import VaultCertificates
from aksynth.blueprint.machines import MachineSpec
from aksynth.blueprint.masters import Master
from aksynth.bootstrap import Ignition

from .address import address
from .check_block import add_check
from .etcd_disk import EtcdDisk, attach_etcd_disk
from .linux_machine import KEPT, machine_arguments
from .login import Login
from .master_set import MasterSet, master_set
from .nic import NicSpec, membership, network_interface, protection
from .resource_group import Group
from .user_data import user_data as packed


class MasterPool(Construct):
    """Masters, each with static addresses and its own etcd disk at lun 0.

    `after` is what a machine needs at its first boot, such as a way out for downloads. Whether an interface has
    accelerated networking is decided when it is made: Azure changes it only on a machine that is deallocated.

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
        set_: MasterSet,
        identity_type: str,
        identity_ids: Sequence[str],
        nic: NicSpec,
        backend_pools: Mapping[str, str],
        machine: MachineSpec,
        etcd_disk: EtcdDisk,
        login: Login,
        user_data: str | Ignition,
        certificates: Sequence[VaultCertificates] = (),
        after: Sequence[ITerraformDependable] = (),
    ) -> None:
        super().__init__(scope, id_)
        self._spec, self._nic_spec, self._etcd_disk, self._backend_pools = machine, nic, etcd_disk, backend_pools
        self._place: dict[str, Any] = {"resource_group_name": group.name, "location": group.location}
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
            **master_set(self, set_, proximity_placement_group_id=machine.proximity_group_id, **self._place),
            "depends_on": list(after),
            "lifecycle": TerraformResourceLifecycle(ignore_changes=list(KEPT)),
        }
        for master in masters:
            self._machine(Construct(self, str(master.index)), master)
        self.ready += self.machines.values()

    def _machine(self, scope: Construct, master: Master) -> None:
        machine = LinuxVirtualMachine(
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
        self.machines[master.index] = machine
        self.ready.append(attach_etcd_disk(scope, self._etcd_disk, master=master, machine=machine, **self._place))
        self._report_other_size(machine, master)

    def _report_other_size(self, machine: LinuxVirtualMachine, master: Master) -> None:
        """A warning at every plan while the size of an existing machine differs from the api model."""
        found, size = f"{address(machine)}.size", self._spec.size
        message = (
            f"{master.name} has the size ${{{found}}}, but the api model has {size}. "
            'Resize one master at a time: see "Resize the masters" in docs/day-2.md.'
        )
        condition = f'${{lower({found}) == "{size.lower()}"}}'
        add_check(self, f"{machine.friendly_unique_id}_size", {condition: message})

    def _nic(self, scope: Construct, master: Master) -> NetworkInterface:
        nic = network_interface(
            scope,
            self._nic_spec,
            name=master.nic,
            addresses=(master.address, *master.secondary_addresses),
            accelerated_networking_enabled=self._spec.accelerated_networking,
            lifecycle=TerraformResourceLifecycle(ignore_changes=["accelerated_networking_enabled"]),
            **self._place,
        )
        self.nics[master.index] = nic
        self.addresses_taken.append(nic)
        self.ready += protection(scope, self._nic_spec, nic)
        for name, pool_id in self._backend_pools.items():
            self.ready.append(membership(scope, f"{name}-pool", nic=nic, backend_pool_id=pool_id))
        return nic
