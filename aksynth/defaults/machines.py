"""What masters and pools have in common."""

from __future__ import annotations

from typing import Any

from aksynth.apimodel.kubernetes import KubernetesConfig
from aksynth.catalog import vm_sizes
from aksynth.catalog.regions import fault_domains
from aksynth.defaults.filling import Filling
from aksynth.defaults.kubelet import addresses


def machine(profile: Filling[Any], config: KubernetesConfig, location: str | None, *, windows: bool = False) -> None:
    """Size, image, operating system disk, domains of an availability set, addresses."""
    spell_size(profile)
    if profile.get("image_reference") is None and not windows:
        profile.default("distro", "ubuntu-24.04")
    profile.default("storage_profile", "ManagedDisks")
    ephemeral = profile.get("storage_profile") == "Ephemeral"
    if ephemeral:
        profile.derived("os_disk_caching_type", "ReadOnly", "storageProfile Ephemeral")
    profile.default("os_disk_caching_type", "ReadWrite")
    if profile.get("availability_profile") == "AvailabilitySet" and not profile.get("availability_zones"):
        profile.default("platform_update_domain_count", 3)
        domains = fault_domains(location)
        profile.derived("platform_fault_domain_count", domains, f"location {location}" if location else "no location")
    addresses(profile, config, profile.origins)


def spell_size(profile: Filling[Any]) -> None:
    """Azure accepts a size in any case. Of a scale set, azurerm would plan a change of nothing but the case."""
    written = profile.get("vm_size") or ""
    if found := vm_sizes.find(written):
        profile.mapped("vm_size", found.name, f"{written}, in the spelling of Azure's API")
