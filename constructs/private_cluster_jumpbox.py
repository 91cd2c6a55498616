"""A machine in the virtual network from which people reach a cluster."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from cdktf import ITerraformDependable, TerraformResourceLifecycle
from cdktf_cdktf_provider_azurerm.linux_virtual_machine import LinuxVirtualMachine
from cdktf_cdktf_provider_azurerm.network_interface import NetworkInterface, NetworkInterfaceIpConfiguration
from cdktf_cdktf_provider_azurerm.network_interface_security_group_association import (
    NetworkInterfaceSecurityGroupAssociation,
)
from cdktf_cdktf_provider_azurerm.public_ip import PublicIp
from constructs import Construct

from aksynth.blueprint.machines import MachineSpec

from .cluster_identity import Identity
from .linux_machine import KEPT, machine_arguments
from .login import Login
from .resource_group import Group
from .security_group import SecurityGroup, SecurityRule
from .user_data import user_data as packed


class PrivateClusterJumpbox(Construct):
    """A virtual machine with a security group that admits SSH from `ssh_ranges` only, and from the virtual network.

    `public_ip` None creates no public address. The attribute `address` is the private address, known after the apply.
    `private_ip` None lets Azure choose it. `after` is what must have its static addresses first: Azure assigns the
    lowest free address to an interface.
    """

    def __init__(
        self,
        scope: Construct,
        id_: str,
        *,
        group: Group,
        name: str,
        nic: str,
        private_ip: str | None = None,
        security_group: str,
        public_ip: str | None,
        ssh_ranges: Sequence[str],
        subnet_id: str,
        identity: Identity,
        machine: MachineSpec,
        login: Login,
        user_data: str,
        after: Sequence[ITerraformDependable] = (),
    ) -> None:
        super().__init__(scope, id_)
        self._group = group
        self._place: dict[str, Any] = {"resource_group_name": group.name, "location": group.location}
        public = self._public(public_ip) if public_ip else None
        interface = self._nic(nic, private_ip, subnet_id, public, after)
        self.address, self.public_address = interface.private_ip_address, public.ip_address if public else ""
        protected = self._protected(interface, security_group, ssh_ranges)
        LinuxVirtualMachine(
            self,
            "Resource",
            name=name,
            computer_name=name,
            network_interface_ids=[interface.id],
            tags=dict(machine.tags),
            depends_on=[protected],
            # A changed size restarts the machine, which no node notices.
            lifecycle=TerraformResourceLifecycle(ignore_changes=[kept for kept in KEPT if kept != "size"]),
            **machine_arguments(
                machine,
                login,
                identity_type="UserAssigned",
                identity_ids=[identity.identity_id],
                custom_data=packed(self, user_data),
            ),
            **self._place,
        )

    def _public(self, name: str) -> PublicIp:
        return PublicIp(self, "public-ip", name=name, allocation_method="Static", sku="Standard", **self._place)

    def _nic(
        self,
        name: str,
        private_ip: str | None,
        subnet_id: str,
        public: PublicIp | None,
        after: Sequence[ITerraformDependable],
    ) -> NetworkInterface:
        return NetworkInterface(
            self,
            "nic",
            name=name,
            ip_configuration=[
                NetworkInterfaceIpConfiguration(
                    name="ipconfig1",
                    subnet_id=subnet_id,
                    private_ip_address_allocation="Static" if private_ip else "Dynamic",
                    private_ip_address=private_ip,
                    public_ip_address_id=public.id if public else None,
                )
            ],
            depends_on=list(after),
            **self._place,
        )

    def _protected(
        self, nic: NetworkInterface, name: str, ssh_ranges: Sequence[str]
    ) -> NetworkInterfaceSecurityGroupAssociation:
        rules = SecurityGroup(self, group=self._group, name=name)
        if ssh_ranges:
            rules.add(SecurityRule(name="allow_ssh", priority=100, ports="22", sources=ssh_ranges, destinations=["*"]))
        return NetworkInterfaceSecurityGroupAssociation(
            self, "nsg-association", network_interface_id=nic.id, network_security_group_id=rules.id
        )
