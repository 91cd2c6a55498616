"""What a scale set creates its instances with."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from cdktf_cdktf_provider_azurerm.linux_virtual_machine_scale_set import (
    LinuxVirtualMachineScaleSetAdditionalCapabilities,
    LinuxVirtualMachineScaleSetAdminSshKey,
    LinuxVirtualMachineScaleSetBootDiagnostics,
    LinuxVirtualMachineScaleSetDataDisk,
    LinuxVirtualMachineScaleSetIdentity,
    LinuxVirtualMachineScaleSetNetworkInterface,
    LinuxVirtualMachineScaleSetNetworkInterfaceIpConfiguration,
    LinuxVirtualMachineScaleSetOsDisk,
    LinuxVirtualMachineScaleSetOsDiskDiffDiskSettings,
    LinuxVirtualMachineScaleSetPlan,
    LinuxVirtualMachineScaleSetSecret,
    LinuxVirtualMachineScaleSetSecretCertificate,
    LinuxVirtualMachineScaleSetSourceImageReference,
)

from aksynth.blueprint.certificates import VaultCertificates
from aksynth.blueprint.images import PurchasePlan
from aksynth.blueprint.machines import Disk, Image, MachineSpec

from .login import Login
from .nic import AgentNicSpec


def instance_arguments(
    machine: MachineSpec,
    login: Login,
    *,
    identity_ids: Sequence[str],
    custom_data: str,
    certificates: Sequence[VaultCertificates] = (),
) -> dict[str, Any]:
    """Arguments of a `LinuxVirtualMachineScaleSet`, as `machine_arguments` has them for a virtual machine."""
    return {
        "identity": LinuxVirtualMachineScaleSetIdentity(type="UserAssigned", identity_ids=list(identity_ids)),
        "sku": machine.size,
        "os_disk": _os_disk(machine.os_disk),
        "data_disk": [_data_disk(lun, disk) for lun, disk in enumerate(machine.data_disks)] or None,
        "encryption_at_host_enabled": machine.encryption_at_host or None,
        "additional_capabilities": (
            LinuxVirtualMachineScaleSetAdditionalCapabilities(ultra_ssd_enabled=True) if machine.ultra_disks else None
        ),
        "proximity_placement_group_id": machine.proximity_group_id,
        "source_image_id": machine.image_id,
        "source_image_reference": None if machine.image_id else _image(machine.image),
        "plan": _plan(machine.purchase_plan),
        "admin_username": login.admin_username,
        "admin_ssh_key": [
            LinuxVirtualMachineScaleSetAdminSshKey(username=login.admin_username, public_key=key)
            for key in login.ssh_keys
        ],
        "secret": [_secret(vault) for vault in certificates] or None,
        "custom_data": custom_data,
        # Without a custom account: Azure keeps the output of the serial console.
        "boot_diagnostics": LinuxVirtualMachineScaleSetBootDiagnostics(),
        "tags": dict(machine.tags),
    }


def instance_nic(name: str, spec: AgentNicSpec, machine: MachineSpec) -> LinuxVirtualMachineScaleSetNetworkInterface:
    return LinuxVirtualMachineScaleSetNetworkInterface(
        name=name,
        primary=True,
        enable_accelerated_networking=machine.accelerated_networking,
        enable_ip_forwarding=spec.ip_forwarding or None,
        network_security_group_id=spec.security_group_id,
        dns_servers=list(spec.dns_servers) or None,
        ip_configuration=[_address(number, spec) for number in range(1, spec.ip_address_count + 1)],
    )


def _address(number: int, spec: AgentNicSpec) -> LinuxVirtualMachineScaleSetNetworkInterfaceIpConfiguration:
    """The address of the node, not those of pods, is in the backend pools."""
    return LinuxVirtualMachineScaleSetNetworkInterfaceIpConfiguration(
        name=f"ipconfig{number}",
        primary=number == 1,
        subnet_id=spec.subnet_id,
        load_balancer_backend_address_pool_ids=list(spec.backend_pools) or None if number == 1 else None,
    )


def _image(image: Image) -> LinuxVirtualMachineScaleSetSourceImageReference:
    return LinuxVirtualMachineScaleSetSourceImageReference(
        publisher=image.publisher, offer=image.offer, sku=image.sku, version=image.version
    )


def _plan(plan: PurchasePlan | None) -> LinuxVirtualMachineScaleSetPlan | None:
    if not plan:
        return None
    return LinuxVirtualMachineScaleSetPlan(publisher=plan.publisher, product=plan.product, name=plan.name)


def _os_disk(disk: Disk) -> LinuxVirtualMachineScaleSetOsDisk:
    local = LinuxVirtualMachineScaleSetOsDiskDiffDiskSettings(option="Local", placement=disk.placement)
    return LinuxVirtualMachineScaleSetOsDisk(
        caching=disk.caching,
        storage_account_type=disk.storage_account_type,
        disk_size_gb=disk.size_gb,
        disk_encryption_set_id=disk.encryption_set_id,
        diff_disk_settings=local if disk.placement else None,
    )


def _data_disk(lun: int, disk: Disk) -> LinuxVirtualMachineScaleSetDataDisk:
    return LinuxVirtualMachineScaleSetDataDisk(
        lun=lun,
        caching=disk.caching,
        disk_size_gb=disk.size_gb or 0,
        disk_encryption_set_id=disk.encryption_set_id,
        storage_account_type=disk.storage_account_type,
    )


def _secret(vault: VaultCertificates) -> LinuxVirtualMachineScaleSetSecret:
    urls = [LinuxVirtualMachineScaleSetSecretCertificate(url=url) for url in vault.urls]
    return LinuxVirtualMachineScaleSetSecret(key_vault_id=vault.vault_id, certificate=urls)
