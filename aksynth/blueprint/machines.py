"""What masters and agents have in common: image, disks, tags."""

from __future__ import annotations

from collections.abc import Mapping

from aksynth.blueprint.types import Disk, Image, Labels
from aksynth.catalog import images, vm_sizes


def image(vm_size: str) -> Image:
    """The Ubuntu image of the size's own Hyper-V generation and architecture."""
    publisher, offer, sku = images.ubuntu(vm_sizes.find(vm_size))
    return Image(publisher=publisher, offer=offer, sku=sku)


def has_premium_storage(vm_size: str) -> bool:
    """From the catalog; for a size it does not know, from the `s` in the second part of the size's name."""
    size = vm_sizes.find(vm_size)
    if size and size.premium_io is not None:
        return size.premium_io
    parts = vm_size.lower().split("_")
    return len(parts) > 1 and "s" in parts[1]


def os_disk(vm_size: str, size_gb: int | None, caching: str | None) -> Disk:
    """Premium storage where the size takes it, as Azure itself chose for AKS Engine's templates."""
    kind = "Premium_LRS" if has_premium_storage(vm_size) else "Standard_LRS"
    return Disk(size_gb=size_gb or None, storage_account_type=kind, caching=caching or "ReadWrite")


def tags(*, machine: str, pool: str, suffix: str, version: str, custom: Mapping[str, str] | None) -> Labels:
    """Tags of a machine or a scale set; the built-in ones cannot be replaced."""
    built_in = {
        "creationSource": f"aksynth-{machine}",
        "orchestrator": f"Kubernetes:{version}",
        "poolName": pool,
        "resourceNameSuffix": suffix,
    }
    return tuple(sorted({**(custom or {}), **built_in}.items()))
