"""What masters and agents have in common: size, image, disk, network interface, tags."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from aksynth.apimodel.machine import MachineProfile
from aksynth.blueprint.images import CustomImage, GalleryImage, ManagedImage, PurchasePlan
from aksynth.blueprint.operating_systems import UBUNTU, OperatingSystem, operating_system
from aksynth.blueprint.pairs import Labels
from aksynth.catalog import images, vm_sizes


@dataclass(frozen=True, kw_only=True)
class Image:
    """A marketplace image. A new machine uses the `latest` version. An existing machine keeps its version."""

    publisher: str
    offer: str
    sku: str
    version: str = "latest"


@dataclass(frozen=True, kw_only=True)
class Disk:
    """A disk of a machine. If `size_gb` is None, it is an operating system disk with the size of the image."""

    size_gb: int | None
    storage_account_type: str
    caching: str
    encryption_set_id: str | None = None
    """None: Azure encrypts it with a key that it keeps."""
    placement: str | None = None
    """Where the host stores an ephemeral disk: CacheDisk, ResourceDisk or NvmeDisk. None: a managed disk."""


@dataclass(frozen=True, kw_only=True)
class MachineSpec:
    """A virtual machine, as the model describes it: one master, or any agent of a pool."""

    size: str
    operating_system: OperatingSystem = UBUNTU
    image: Image
    image_id: str | None = None
    """The id of a custom image, in place of `image`. One in the subscription of the cluster starts with
    `/resourceGroups/`."""
    gallery_image: GalleryImage | None = None
    """The custom image, if it is in a gallery and each plan of Terraform looks it up."""
    managed_image: ManagedImage | None = None
    """The same of a managed image."""
    purchase_plan: PurchasePlan | None = None
    """That of the custom image."""
    os_disk: Disk
    data_disks: tuple[Disk, ...] = ()
    """Disk i is at lun i."""
    encryption_at_host: bool = False
    ultra_disks: bool = False
    """Ultra disks can be attached."""
    accelerated_networking: bool
    proximity_group_id: str | None = None
    """An existing proximity placement group, of the machines and of the set that they are in."""
    tags: Labels


def machine(
    profile: MachineProfile,
    *,
    custom_image: CustomImage | None,
    accelerated_networking: bool,
    tags: Labels,
    placement: str | None = None,
    data_disks: tuple[Disk, ...] = (),
    encryption_set_id: str | None = None,
) -> MachineSpec:
    """All decisions about a virtual machine, except those that differ between masters and agents.

    `placement` is that of an ephemeral OS disk.
    """
    system = operating_system(profile)
    return MachineSpec(
        size=profile.vm_size,
        operating_system=system,
        image=marketplace_image(system, profile.vm_size),
        image_id=custom_image.id if custom_image else None,
        gallery_image=custom_image.gallery if custom_image else None,
        managed_image=custom_image.managed if custom_image else None,
        purchase_plan=custom_image.plan if custom_image else None,
        os_disk=replace(os_disk(profile, placement), encryption_set_id=encryption_set_id),
        data_disks=data_disks,
        encryption_at_host=profile.encryption_at_host is True,
        ultra_disks=profile.ultra_ssd_enabled is True,
        accelerated_networking=accelerated_networking,
        proximity_group_id=profile.proximity_placement_group_id or None,
        tags=tags,
    )


def marketplace_image(system: OperatingSystem, vm_size: str) -> Image:
    """The image for the Hyper-V generation and architecture of the size."""
    publisher, offer, sku = images.marketplace(system.distro, vm_sizes.find(vm_size))
    return Image(publisher=publisher, offer=offer, sku=sku)


def has_premium_storage(vm_size: str) -> bool:
    """From the catalog. For an unknown size, from the `s` in the second part of its name."""
    size = vm_sizes.find(vm_size)
    if size and size.premium_io is not None:
        return size.premium_io
    parts = vm_size.lower().split("_")
    return len(parts) > 1 and "s" in parts[1]


def os_disk(profile: MachineProfile, placement: str | None) -> Disk:
    """Premium storage if the size supports it, as Azure chose for the templates of AKS Engine.

    An ephemeral disk is on no storage account. azurerm requires a type, and its tests have Standard_LRS (v4.55.0,
    linux_virtual_machine_resource_disk_os_test.go).
    """
    return Disk(
        size_gb=profile.os_disk_size_gb or None,
        storage_account_type="Standard_LRS" if placement else tier(profile.vm_size),
        caching=profile.os_disk_caching_type or "ReadWrite",
        placement=placement,
    )


def tier(vm_size: str) -> str:
    return "Premium_LRS" if has_premium_storage(vm_size) else "Standard_LRS"


def tags(*, machine: str, pool: str, suffix: str, version: str, custom: Mapping[str, str] | None) -> Labels:
    """Tags of a machine or a scale set. A model cannot replace the built-in tags."""
    built_in = {
        "creationSource": f"aksynth-{machine}",
        "orchestrator": f"Kubernetes:{version}",
        "poolName": pool,
        "resourceNameSuffix": suffix,
    }
    return tuple(sorted(replaced(custom or {}, built_in).items()))


def replaced(tags: Mapping[str, str], by: Mapping[str, str]) -> dict[str, str]:
    """All tags, those of `by` in place of others with the same name. Azure ignores the case of names."""
    names = {name.lower() for name in by}
    return {**{name: value for name, value in tags.items() if name.lower() not in names}, **by}
