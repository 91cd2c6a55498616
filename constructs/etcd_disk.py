"""The etcd disk of a master."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from cdktf import TerraformResourceLifecycle
from cdktf_cdktf_provider_azurerm.linux_virtual_machine import LinuxVirtualMachine
from cdktf_cdktf_provider_azurerm.managed_disk import ManagedDisk
from cdktf_cdktf_provider_azurerm.virtual_machine_data_disk_attachment import VirtualMachineDataDiskAttachment
from constructs import Construct

from aksynth.blueprint.machines import Disk
from aksynth.blueprint.masters import Master

from .address import address
from .attached_disk import KEPT_DISK, attachment, managed_disk
from .check_block import add_check


@dataclass(frozen=True, kw_only=True)
class EtcdDisk:
    """What the etcd disks of all masters have in common. A disk that exists keeps its size."""

    disk: Disk
    size_written: bool = False
    """Plans warn of a disk that has another size."""
    protect: bool = True
    """Terraform refuses to destroy a disk."""


def attach_etcd_disk(
    scope: Construct, spec: EtcdDisk, *, master: Master, machine: LinuxVirtualMachine, **place: Any
) -> VirtualMachineDataDiskAttachment:
    """`place` is resource group and location."""
    kept = TerraformResourceLifecycle(prevent_destroy=True if spec.protect else None, ignore_changes=list(KEPT_DISK))
    disk = managed_disk(
        scope, "etcd-disk", name=master.etcd_disk, disk=spec.disk, zone=master.zone, lifecycle=kept, **place
    )
    if spec.size_written:
        _report_other_size(disk, master, spec.disk)
    if spec.disk.encryption_set_id:
        _report_other_key(disk, master, spec.disk.encryption_set_id)
    return attachment(scope, "etcd-disk-attachment", disk=disk, machine=machine, lun=0, caching=spec.disk.caching)


def _report_other_size(disk: ManagedDisk, master: Master, wanted: Disk) -> None:
    """A warning at every plan while the size of an existing disk differs from the api model."""
    found, size = f"{address(disk)}.disk_size_gb", wanted.size_gb
    message = (
        f"{master.etcd_disk} has ${{{found}}} GiB, but the api model has {size}. "
        'Grow one disk at a time: see "Grow the etcd disks" in docs/day-2.md.'
    )
    add_check(disk, f"{disk.friendly_unique_id}_size", {f"${{{found} == {size}}}": message})


def _report_other_key(disk: ManagedDisk, master: Master, wanted: str) -> None:
    """The same while the disk is not encrypted with the set of the api model."""
    found = f"{address(disk)}.disk_encryption_set_id"
    message = (
        f"{master.etcd_disk} is not encrypted with the disk encryption set of the api model. "
        'Change one master at a time: see "Encryption" in docs/disks.md.'
    )
    condition = f'${{lower(coalesce({found}, "-")) == "{wanted.lower()}"}}'
    add_check(disk, f"{disk.friendly_unique_id}_key", {condition: message})
