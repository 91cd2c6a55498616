"""`agentPoolProfiles`."""

from __future__ import annotations

from aksynth.apimodel import AgentPoolProfile
from aksynth.apimodel.disks import LARGEST_CACHED_GIB
from aksynth.apimodel.json_reader import Path
from aksynth.apimodel.kubernetes import KubernetesConfig
from aksynth.catalog import vm_sizes
from aksynth.defaults.filling import Filling
from aksynth.defaults.machines import machine
from aksynth.defaults.origin import Origins


def pool(
    written: AgentPoolProfile, path: Path, config: KubernetesConfig, location: str | None, origins: Origins
) -> AgentPoolProfile:
    profile = Filling(written, path, origins)
    profile.default("availability_profile", "VirtualMachineScaleSets")
    profile.default("os_type", "Linux")
    machine(profile, config, location, windows=profile.get("os_type") == "Windows")
    if profile.get("disk_sizes_gb"):
        _data_disk_cache(profile)
    if profile.get("availability_profile") == "VirtualMachineScaleSets":
        _scale_set(profile)
    _accelerated_networking(profile)
    return profile.done()


def _data_disk_cache(profile: Filling[AgentPoolProfile]) -> None:
    largest = max(profile.get("disk_sizes_gb"))
    if largest > LARGEST_CACHED_GIB:
        profile.derived("data_disk_caching_type", "None", f"a disk of {largest} GiB")
    profile.default("data_disk_caching_type", "ReadOnly")


def _scale_set(profile: Filling[AgentPoolProfile]) -> None:
    profile.derived("single_placement_group", False, "a Standard load balancer")
    profile.default("vmss_over_provisioning_enabled", False)
    profile.default("scale_set_priority", "Regular")
    if profile.get("scale_set_priority") == "Spot":
        profile.derived("scale_set_eviction_policy", "Delete", "scaleSetPriority Spot")
        profile.derived("spot_max_price", -1.0, "scaleSetPriority Spot")


def _accelerated_networking(profile: Filling[AgentPoolProfile]) -> None:
    """Azure rejects accelerated networking on sizes that do not support it, so an unknown size does not use it."""
    name = profile.get("vm_size")
    size = vm_sizes.find(name)
    why = f"size {name}" if size else f"size {name} is unknown"
    profile.derived("accelerated_networking_enabled", bool(size and size.accelerated_networking), why)
