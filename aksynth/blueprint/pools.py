"""Agent pools."""

from __future__ import annotations

from aksynth.apimodel import AgentPoolProfile, defaults
from aksynth.blueprint.machines import image, os_disk, tags
from aksynth.blueprint.naming import Names
from aksynth.blueprint.types import Labels, Pool
from aksynth.catalog import vm_sizes


def pool(profile: AgentPoolProfile, names: Names, version: str, group: str) -> Pool:
    scale_set = names.of("k8s-{pool}-{suffix}-vmss", pool=profile.name)
    disk = os_disk(profile.vm_size, profile.os_disk_size_gb, profile.os_disk_caching_type)
    count = profile.ip_address_count or defaults.IP_ADDRESS_COUNT
    return Pool(
        name=profile.name,
        count=profile.count,
        scale_set=scale_set,
        vm_size=profile.vm_size,
        image=image(profile.vm_size),
        os_disk=disk,
        ip_address_count=count,
        max_pods=count - 1,
        accelerated_networking=_accelerated(profile),
        labels=_labels(profile, group, disk.storage_account_type),
        tags=tags(
            machine=scale_set,
            pool=profile.name,
            suffix=names.suffix,
            version=version,
            custom=profile.custom_vm_tags,
        ),
    )


def _accelerated(profile: AgentPoolProfile) -> bool:
    """As written, else wherever the size can: Azure refuses it on sizes that cannot."""
    if profile.accelerated_networking_enabled is not None:
        return profile.accelerated_networking_enabled
    size = vm_sizes.find(profile.vm_size)
    return bool(size and size.accelerated_networking)


def _labels(profile: AgentPoolProfile, group: str, storage_tier: str) -> Labels:
    """The built-in labels cannot be replaced: AKS Engine's users select by them."""
    built_in = {
        "agentpool": profile.name,
        "kubernetes.azure.com/cluster": group,
        "kubernetes.azure.com/role": "agent",
        "storageprofile": "managed",
        "storagetier": storage_tier,
    }
    return tuple(sorted({**(profile.custom_node_labels or {}), **built_in}.items()))
