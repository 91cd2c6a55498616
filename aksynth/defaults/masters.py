"""`masterProfile`."""

from __future__ import annotations

from aksynth.addresses import first_master_address
from aksynth.apimodel import MasterProfile
from aksynth.apimodel.kubernetes import KubernetesConfig
from aksynth.apimodel.model import Properties
from aksynth.catalog.regions import fault_domains
from aksynth.defaults import ranges
from aksynth.defaults.filling import Filling
from aksynth.defaults.machines import machine
from aksynth.defaults.origin import Origins

PATH = ("properties", "masterProfile")


def masters(properties: Properties, config: KubernetesConfig, location: str | None, origins: Origins) -> MasterProfile:
    profile = Filling(properties.master_profile, PATH, origins)
    profile.default("availability_profile", "AvailabilitySet")
    machine(profile, config, location)
    if profile.get("availability_profile") == "VirtualMachineScaleSets":
        _fault_domains(profile, location)
    if not profile.get("vnet_subnet_id"):
        _first_address(profile, config)
    return profile.done()


def _fault_domains(profile: Filling[MasterProfile], location: str | None) -> None:
    """A Flexible scale set has as many as an availability set, and one for each zone if it has zones:
    https://learn.microsoft.com/azure/virtual-machine-scale-sets/virtual-machine-scale-sets-manage-fault-domains"""
    if profile.get("availability_zones"):
        profile.derived("platform_fault_domain_count", 1, "availabilityZones")
    else:
        why = f"location {location}" if location else "no location"
        profile.derived("platform_fault_domain_count", fault_domains(location), why)


def _first_address(profile: Filling[MasterProfile], config: KubernetesConfig) -> None:
    """Compute the first address in an owned virtual network, and replace a written one, as AKS Engine did."""
    subnet = ranges.own_master_subnet(profile.get("availability_profile") or "", config)
    if subnet is None:
        return
    in_scale_set = profile.get("availability_profile") == "VirtualMachineScaleSets"
    first = str(subnet.network_address + 4 if in_scale_set else first_master_address(subnet))
    if profile.blank("first_consecutive_static_ip"):
        profile.derived("first_consecutive_static_ip", first, f"the masters' subnet {subnet}")
    else:
        profile.mapped("first_consecutive_static_ip", first, "computed in an owned virtual network")
