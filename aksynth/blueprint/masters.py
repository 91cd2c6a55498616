"""The control plane."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from aksynth.addresses import MasterAddresses
from aksynth.apimodel import MasterProfile
from aksynth.apimodel.json_reader import Path
from aksynth.blueprint.images import CustomImage, masters_image
from aksynth.blueprint.kubelet import own_settings
from aksynth.blueprint.machines import Disk, MachineSpec, has_premium_storage, machine, tags
from aksynth.blueprint.naming import Names
from aksynth.blueprint.pairs import Labels, Settings
from aksynth.catalog import vm_sizes
from aksynth.defaults import Filled
from aksynth.defaults.kubelet import max_pods

_ETCD_SIZE: Path = ("properties", "orchestratorProfile", "kubernetesConfig", "etcdDiskSizeGB")


@dataclass(frozen=True, kw_only=True)
class Master:
    """One machine of the control plane. All addresses are static. `secondary_addresses` are those of pods."""

    index: int
    name: str
    nic: str
    address: str
    secondary_addresses: tuple[str, ...]
    etcd_disk: str
    zone: str | None


@dataclass(frozen=True, kw_only=True)
class Masters:
    """The control plane: machines, each with its own etcd disk at lun 0.

    They are in an availability set, or in a Flexible scale set, which may have zones. Machines in zones need neither.
    """

    machines: tuple[Master, ...]
    availability_set: str | None
    scale_set: str | None
    fault_domains: int | None
    """Those of the set. None without a set."""
    update_domains: int | None
    """Those of the availability set."""
    zones: tuple[str, ...]
    """Master i is in zone i of these, and starts again after the last. Empty: no zones."""
    machine: MachineSpec
    subnet: str
    """Name of the subnet of the machines and of the internal load balancer."""
    etcd_disk: Disk
    etcd_quota_gb: int
    etcd_disk_size_written: bool = False
    """False: the size was derived from the number of nodes, and nobody expects a disk that exists to follow it."""
    max_pods: int
    kubelet: Settings
    """What these machines change of the cluster's."""
    labels: Labels


def masters(filled: Filled, names: Names, addresses: MasterAddresses, group: str, subnet: str) -> Masters:
    """`group` is the label of the cluster."""
    profile = filled.model.properties.master_profile
    orchestrator = filled.model.properties.orchestrator_profile
    config, version = orchestrator.kubernetes_config, orchestrator.orchestrator_version or ""
    key = filled.model.properties.aksynth.disk_encryption_set_id or None
    return Masters(
        machines=tuple(_master(index, profile, names, addresses) for index in range(profile.count)),
        **_placement(profile, names),
        machine=_machine(profile, masters_image(filled.model), names, version, key),
        subnet=subnet,
        etcd_disk=_etcd_disk(profile, int(config.etcd_disk_size_gb or 0), key),
        etcd_quota_gb=config.etcd_storage_limit_gb or 8,
        etcd_disk_size_written=_ETCD_SIZE not in filled.origins,
        max_pods=max_pods(profile.kubernetes_config, config) or 0,
        kubelet=own_settings(profile.kubernetes_config, config, version.rpartition(".")[0]),
        labels=(("kubernetes.azure.com/cluster", group), ("kubernetes.azure.com/role", "master")),
    )


def _machine(
    profile: MasterProfile, custom_image: CustomImage | None, names: Names, version: str, key: str | None
) -> MachineSpec:
    name, custom = names.of("k8s-master-{suffix}"), profile.custom_vm_tags
    return machine(
        profile,
        custom_image=custom_image,
        encryption_set_id=key,
        accelerated_networking=_accelerated_networking(profile.vm_size),
        tags=tags(machine=name, pool="master", suffix=names.suffix, version=version, custom=custom),
    )


def _accelerated_networking(vm_size: str) -> bool:
    """Azure rejects it for sizes without support, so an unknown size does not use it."""
    size = vm_sizes.find(vm_size)
    return bool(size and size.accelerated_networking)


def _placement(profile: MasterProfile, names: Names) -> dict[str, Any]:
    """Azure has no availability set in a zone."""
    zones = tuple(profile.availability_zones or ())
    in_scale_set = profile.availability_profile == "VirtualMachineScaleSets"
    in_set = not in_scale_set and not zones
    return {
        "availability_set": names.of("master-availabilityset-{suffix}") if in_set else None,
        "scale_set": names.of("k8s-master-{suffix}-vmss") if in_scale_set else None,
        "fault_domains": (profile.platform_fault_domain_count or 2) if in_set or in_scale_set else None,
        "update_domains": (profile.platform_update_domain_count or 3) if in_set else None,
        "zones": zones,
    }


def _master(index: int, profile: MasterProfile, names: Names, addresses: MasterAddresses) -> Master:
    name, zones = names.master(index), profile.availability_zones
    return Master(
        index=index,
        name=name,
        nic=names.of("k8s-master-{suffix}-nic-{index}", index=index),
        address=str(addresses.primary[index]),
        secondary_addresses=tuple(str(address) for address in addresses.secondary[index]),
        etcd_disk=f"{name}-etcddisk",
        zone=zones[index % len(zones)] if zones else None,
    )


def _etcd_disk(profile: MasterProfile, size_gb: int, key: str | None) -> Disk:
    """Caching is None, because the loss of a cached write corrupts the log of etcd."""
    kind = "Premium_LRS" if has_premium_storage(profile.vm_size) else "StandardSSD_LRS"
    return Disk(size_gb=size_gb, storage_account_type=kind, caching="None", encryption_set_id=key)
