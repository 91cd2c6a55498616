"""Agent pools."""

from __future__ import annotations

from aksynth.apimodel import AgentPoolProfile
from aksynth.apimodel.kubernetes import KubernetesConfig
from aksynth.blueprint.kubelet import own_settings
from aksynth.blueprint.machines import image, image_id, os_disk, tags, tier
from aksynth.blueprint.naming import Names
from aksynth.blueprint.types import Disk, Pool
from aksynth.defaults.kubelet import max_pods


def pool(profile: AgentPoolProfile, config: KubernetesConfig, names: Names, version: str, group: str) -> Pool:
    in_set = profile.availability_profile == "AvailabilitySet"
    pattern = "{pool}-availabilitySet-{suffix}" if in_set else "k8s-{pool}-{suffix}-vmss"
    name = profile.vmss_name or names.of(pattern, pool=profile.name)
    built_in = _built_in_labels(profile, group)
    return Pool(
        name=profile.name,
        count=profile.count,
        availability="AvailabilitySet" if in_set else "VirtualMachineScaleSets",
        scale_set=name,
        zones=tuple(profile.availability_zones or ()),
        priority="Spot" if profile.scale_set_priority == "Spot" else "Regular",
        os_type="Windows" if profile.os_type == "Windows" else "Linux",
        vm_size=profile.vm_size,
        image=image(profile),
        image_id=image_id(profile.image_reference),
        os_disk=os_disk(profile),
        ephemeral=profile.storage_profile == "Ephemeral",
        data_disks=_data_disks(profile),
        subnet_id=profile.vnet_subnet_id or None,
        ip_address_count=profile.ip_address_count or 1,
        max_pods=max_pods(profile.kubernetes_config, config) or 0,
        kubelet=own_settings(profile.kubernetes_config, config, version.rpartition(".")[0]),
        accelerated_networking=profile.accelerated_networking_enabled is True,
        labels=tuple(sorted({**(profile.custom_node_labels or {}), **built_in}.items())),
        custom_labels=tuple(sorted((k, v) for k, v in (profile.custom_node_labels or {}).items() if k not in built_in)),
        tags=tags(
            machine=name,
            pool=profile.name,
            suffix=names.suffix,
            version=version,
            custom=profile.custom_vm_tags,
        ),
    )


def _data_disks(profile: AgentPoolProfile) -> tuple[Disk, ...]:
    kind, caching = tier(profile.vm_size), profile.data_disk_caching_type or "ReadOnly"
    return tuple(Disk(size_gb=s, storage_account_type=kind, caching=caching) for s in profile.disk_sizes_gb or ())


def _built_in_labels(profile: AgentPoolProfile, group: str) -> dict[str, str]:
    """They cannot be replaced: AKS Engine's users select by them."""
    labels = {
        "agentpool": profile.name,
        "kubernetes.azure.com/cluster": group,
        "kubernetes.azure.com/role": "agent",
    }
    if profile.storage_profile != "Ephemeral":
        labels |= {"storageprofile": "managed", "storagetier": tier(profile.vm_size)}
    return labels
