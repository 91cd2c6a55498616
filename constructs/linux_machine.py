"""What the virtual machines of masters and of agents have in common."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from cdktf_cdktf_provider_azurerm.linux_virtual_machine import (
    LinuxVirtualMachineAdditionalCapabilities,
    LinuxVirtualMachineAdminSshKey,
    LinuxVirtualMachineBootDiagnostics,
    LinuxVirtualMachineIdentity,
    LinuxVirtualMachineOsDisk,
    LinuxVirtualMachineOsDiskDiffDiskSettings,
    LinuxVirtualMachinePlan,
    LinuxVirtualMachineSecret,
    LinuxVirtualMachineSecretCertificate,
    LinuxVirtualMachineSourceImageReference,
)

from aksynth.blueprint.certificates import VaultCertificates
from aksynth.blueprint.images import PurchasePlan
from aksynth.blueprint.machines import Disk, MachineSpec

from .login import Login

KEPT = (
    "additional_capabilities",
    "admin_ssh_key",
    "custom_data",
    "encryption_at_host_enabled",
    "os_disk",
    "plan",
    "proximity_placement_group_id",
    "size",
    "source_image_id",
    "source_image_reference",
)
"""What would replace a machine, or stop it, and changes in daily life. A new machine has the new values. Otherwise all
machines would go down at once, because Terraform changes them side by side: a changed size restarts a machine, and any
change of `os_disk`, `encryption_at_host_enabled`, ultra disks or the proximity placement group deallocates it (azurerm
v4.55.0, linux_virtual_machine_resource.go)."""


def machine_arguments(
    machine: MachineSpec,
    login: Login,
    *,
    identity_type: str,
    identity_ids: Sequence[str],
    custom_data: str,
    certificates: Sequence[VaultCertificates] = (),
) -> dict[str, Any]:
    """Arguments of a `LinuxVirtualMachine` that are the same for all machines of a group."""
    return {
        "identity": LinuxVirtualMachineIdentity(type=identity_type, identity_ids=list(identity_ids)),
        "size": machine.size,
        "os_disk": _os_disk(machine.os_disk),
        "encryption_at_host_enabled": machine.encryption_at_host or None,
        "additional_capabilities": (
            LinuxVirtualMachineAdditionalCapabilities(ultra_ssd_enabled=True) if machine.ultra_disks else None
        ),
        "proximity_placement_group_id": machine.proximity_group_id,
        **_image(machine),
        "admin_username": login.admin_username,
        "admin_ssh_key": [
            LinuxVirtualMachineAdminSshKey(username=login.admin_username, public_key=key) for key in login.ssh_keys
        ],
        "secret": [_secret(vault) for vault in certificates] or None,
        "custom_data": custom_data,
        # Without a custom account: Azure keeps the output of the serial console.
        "boot_diagnostics": LinuxVirtualMachineBootDiagnostics(),
    }


def _secret(vault: VaultCertificates) -> LinuxVirtualMachineSecret:
    urls = [LinuxVirtualMachineSecretCertificate(url=url) for url in vault.urls]
    return LinuxVirtualMachineSecret(key_vault_id=vault.vault_id, certificate=urls)


def _image(machine: MachineSpec) -> dict[str, Any]:
    image = machine.image
    if machine.image_id:
        return {"source_image_id": machine.image_id, "plan": _plan(machine.purchase_plan)}
    reference = LinuxVirtualMachineSourceImageReference(
        publisher=image.publisher, offer=image.offer, sku=image.sku, version=image.version
    )
    return {"source_image_reference": reference}


def _plan(plan: PurchasePlan | None) -> LinuxVirtualMachinePlan | None:
    return LinuxVirtualMachinePlan(publisher=plan.publisher, product=plan.product, name=plan.name) if plan else None


def _os_disk(disk: Disk) -> LinuxVirtualMachineOsDisk:
    local = LinuxVirtualMachineOsDiskDiffDiskSettings(option="Local", placement=disk.placement)
    return LinuxVirtualMachineOsDisk(
        caching=disk.caching,
        storage_account_type=disk.storage_account_type,
        disk_size_gb=disk.size_gb,
        disk_encryption_set_id=disk.encryption_set_id,
        diff_disk_settings=local if disk.placement else None,
    )
