"""A pool of agents."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict, replace
from typing import Any

from cdktf import Fn, ITerraformDependable, TerraformResourceLifecycle
from cdktf_cdktf_provider_azurerm.linux_virtual_machine_scale_set import (
    LinuxVirtualMachineScaleSet,
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
from constructs import Construct

from aksynth.blueprint.certificates import VaultCertificates
from aksynth.blueprint.images import PurchasePlan
from aksynth.blueprint.machines import Disk, Image, MachineSpec
from aksynth.blueprint.pools import Spot

from .check_block import add_check
from .login import Login
from .resource_group import Group
from .user_data import user_data as packed

_OF_THE_CLOUD_PROVIDER = "network_interface[0].ip_configuration[0].load_balancer_backend_address_pool_ids"
"""The cloud provider adds agents to the load balancers of Services. An apply must not remove them."""

_KEPT = ("os_disk[0].storage_account_type",)
"""Its default depends on the machine size. A change would replace the scale set with all its agents."""


class AgentPool(Construct):
    """A Uniform scale set. Each instance has `ip_address_count` addresses: one for the node, the others for pods.

    Azure spreads the instances over `zones` as evenly as their capacity allows. A strict balance (`zone_balance`) would
    create no agent while one zone has no capacity.

    With `resized`, the set begins with `count` instances, and something else than Terraform decides how many there are:
    the cluster autoscaler, or `RollingReplacement`.

    `model` is what differs between an instance that is created now and one of before.

    `after` is what must have its static addresses first: Azure assigns the lowest free addresses to an instance.
    `dns_servers` are those of the interfaces; empty, those of the virtual network. `backend_pools` are resource ids of
    existing backend address pools that new instances join.
    """

    def __init__(
        self,
        scope: Construct,
        id_: str,
        *,
        group: Group,
        name: str,
        count: int,
        resized: bool = False,
        fault_domains: int | None = None,
        zones: Sequence[str] = (),
        identity_ids: Sequence[str],
        subnet_id: str,
        ip_address_count: int,
        ip_forwarding: bool = False,
        security_group_id: str | None = None,
        dns_servers: Sequence[str] = (),
        backend_pools: Sequence[str] = (),
        spot: Spot | None = None,
        machine: MachineSpec,
        login: Login,
        user_data: str,
        certificates: Sequence[VaultCertificates] = (),
        after: Sequence[ITerraformDependable] = (),
    ) -> None:
        super().__init__(scope, id_)
        custom_data = packed(self, user_data)
        self.model = _described(
            **asdict(replace(machine, tags=(), gallery_image=None, managed_image=None)),
            addresses=ip_address_count,
            backend_pools=backend_pools,
            certificates=[asdict(vault) for vault in certificates],
            dns_servers=dns_servers,
            ssh_keys=login.ssh_keys,
            user_data=Fn.sha256(custom_data),
        )
        self._resource = LinuxVirtualMachineScaleSet(
            self,
            "Resource",
            name=name,
            computer_name_prefix=name,
            resource_group_name=group.name,
            location=group.location,
            identity=LinuxVirtualMachineScaleSetIdentity(type="UserAssigned", identity_ids=list(identity_ids)),
            sku=machine.size,
            instances=count,
            upgrade_mode="Manual",
            overprovision=False,
            single_placement_group=False,
            platform_fault_domain_count=fault_domains,
            proximity_placement_group_id=machine.proximity_group_id,
            zones=list(zones) or None,
            priority="Spot" if spot else None,
            eviction_policy=spot.eviction_policy if spot else None,
            max_bid_price=spot.max_price if spot else None,
            network_interface=[
                LinuxVirtualMachineScaleSetNetworkInterface(
                    name=name,
                    primary=True,
                    enable_accelerated_networking=machine.accelerated_networking,
                    enable_ip_forwarding=ip_forwarding or None,
                    network_security_group_id=security_group_id,
                    dns_servers=list(dns_servers) or None,
                    ip_configuration=_addresses(subnet_id, ip_address_count, backend_pools),
                )
            ],
            os_disk=_os_disk(machine.os_disk),
            encryption_at_host_enabled=machine.encryption_at_host or None,
            additional_capabilities=(
                LinuxVirtualMachineScaleSetAdditionalCapabilities(ultra_ssd_enabled=True)
                if machine.ultra_disks
                else None
            ),
            data_disk=[_data_disk(lun, disk) for lun, disk in enumerate(machine.data_disks)] or None,
            source_image_id=machine.image_id,
            source_image_reference=None if machine.image_id else _image(machine.image),
            plan=_plan(machine.purchase_plan),
            admin_username=login.admin_username,
            admin_ssh_key=[
                LinuxVirtualMachineScaleSetAdminSshKey(username=login.admin_username, public_key=key)
                for key in login.ssh_keys
            ],
            # Without an account of its own: Azure keeps what the serial console says.
            boot_diagnostics=LinuxVirtualMachineScaleSetBootDiagnostics(),
            secret=[_secret(vault) for vault in certificates] or None,
            custom_data=custom_data,
            tags=dict(machine.tags),
            depends_on=list(after),
            # Terraform keeps this in the state. A set whose pool leaves the model is then destroyed only after what
            # depends on it has changed: the masters, which drain its nodes. Else it would go first.
            lifecycle=TerraformResourceLifecycle(
                create_before_destroy=True,
                ignore_changes=[
                    _OF_THE_CLOUD_PROVIDER,
                    *_KEPT,
                    *_kept_types(machine),
                    *(["instances"] if resized else []),
                ],
            ),
        )
        if backend_pools:
            self._report_other_backend_pools(id_, backend_pools)
        self.scale_set_id = self._resource.id
        self.ready: list[ITerraformDependable] = [self._resource]

    @property
    def address(self) -> str:
        return f"{self._resource.terraform_resource_type}.{self._resource.friendly_unique_id}"

    def _report_other_backend_pools(self, pool: str, backend_pools: Sequence[str]) -> None:
        """A warning at every plan while an existing scale set is not in all backend pools of the api model."""
        found = f"[for id in {self.address}.{_OF_THE_CLOUD_PROVIDER} : lower(id)]"
        wanted = ", ".join(f'lower("{id_}")' for id_ in backend_pools)
        message = (
            f"The scale set of pool {pool} is not in all backend pools of the api model. "
            'Add it: see "Existing load balancers" in docs/outbound-and-inbound.md.'
        )
        condition = f"${{alltrue([for id in [{wanted}] : contains({found}, id)])}}"
        add_check(self, f"pools_{pool}_backend_pools", {condition: message})


def _described(**values: Any) -> dict[str, Any]:
    """As JSON has them, without what is not set."""
    plain: dict[str, Any] = json.loads(json.dumps(values, default=list))
    return {key: value for key, value in plain.items() if value not in (None, False, [])}


def _addresses(
    subnet_id: str, count: int, backend_pools: Sequence[str]
) -> list[LinuxVirtualMachineScaleSetNetworkInterfaceIpConfiguration]:
    """The address of the node, not those of pods, is in the backend pools."""
    return [
        LinuxVirtualMachineScaleSetNetworkInterfaceIpConfiguration(
            name=f"ipconfig{number}",
            primary=number == 1,
            subnet_id=subnet_id,
            load_balancer_backend_address_pool_ids=list(backend_pools) or None if number == 1 else None,
        )
        for number in range(1, count + 1)
    ]


def _image(image: Image) -> LinuxVirtualMachineScaleSetSourceImageReference:
    return LinuxVirtualMachineScaleSetSourceImageReference(
        publisher=image.publisher, offer=image.offer, sku=image.sku, version=image.version
    )


def _plan(plan: PurchasePlan | None) -> LinuxVirtualMachineScaleSetPlan | None:
    if not plan:
        return None
    return LinuxVirtualMachineScaleSetPlan(publisher=plan.publisher, product=plan.product, name=plan.name)


def _kept_types(machine: MachineSpec) -> list[str]:
    """Azure does not change the type of a data disk in the model of a scale set:
    https://github.com/MicrosoftDocs/azure-docs/issues/48120"""
    return [f"data_disk[{lun}].storage_account_type" for lun in range(len(machine.data_disks))]


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


def _os_disk(disk: Disk) -> LinuxVirtualMachineScaleSetOsDisk:
    local = LinuxVirtualMachineScaleSetOsDiskDiffDiskSettings(option="Local", placement=disk.placement)
    return LinuxVirtualMachineScaleSetOsDisk(
        caching=disk.caching,
        storage_account_type=disk.storage_account_type,
        disk_size_gb=disk.size_gb,
        disk_encryption_set_id=disk.encryption_set_id,
        diff_disk_settings=local if disk.placement else None,
    )
