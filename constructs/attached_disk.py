"""An empty managed disk that is attached to a virtual machine."""

from __future__ import annotations

from typing import Any

from cdktf_cdktf_provider_azurerm.linux_virtual_machine import LinuxVirtualMachine
from cdktf_cdktf_provider_azurerm.managed_disk import ManagedDisk
from cdktf_cdktf_provider_azurerm.virtual_machine_data_disk_attachment import VirtualMachineDataDiskAttachment
from constructs import Construct

from aksynth.blueprint.machines import Disk

KEPT_DISK = ("disk_encryption_set_id", "disk_size_gb", "storage_account_type")
"""Terraform changes all disks side by side. For another type or key the provider stops the machine, and for another
size as well, unless machine and disk can do without; at 4 TiB none can (azurerm v4.55.0, managed_disk_resource.go,
no_downtime_resize.go)."""


def managed_disk(scope: Construct, id_: str, *, name: str, disk: Disk, **more: Any) -> ManagedDisk:
    """`more` is place, zone and lifecycle."""
    return ManagedDisk(
        scope,
        id_,
        name=name,
        storage_account_type=disk.storage_account_type,
        create_option="Empty",
        disk_size_gb=disk.size_gb,
        disk_encryption_set_id=disk.encryption_set_id,
        # Nobody exports it by a link. Both change in place, while the disk is attached and its machine runs.
        network_access_policy="DenyAll",
        public_network_access_enabled=False,
        **more,
    )


def attachment(
    scope: Construct,
    id_: str,
    *,
    disk: ManagedDisk,
    machine: LinuxVirtualMachine,
    lun: int,
    caching: str,
    **more: Any,
) -> VirtualMachineDataDiskAttachment:
    """`more` is the lifecycle."""
    return VirtualMachineDataDiskAttachment(
        scope,
        id_,
        managed_disk_id=disk.id,
        virtual_machine_id=machine.id,
        lun=lun,
        caching=caching,
        **more,
    )
