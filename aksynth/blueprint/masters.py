"""The control plane."""

from __future__ import annotations

from ipaddress import IPv4Network

from aksynth.addresses import MasterAddresses, availability_set_masters
from aksynth.apimodel import ApiModel, defaults
from aksynth.blueprint.machines import has_premium_storage, image, os_disk, tags
from aksynth.blueprint.naming import Names
from aksynth.blueprint.types import Disk, Master, Masters, Network
from aksynth.catalog.regions import fault_domains

_ETCD_DISK_SIZES = ((20, 2048), (10, 1024), (3, 512))
"""GiB by the number of nodes that must be exceeded."""


def addresses(model: ApiModel, network: Network) -> MasterAddresses:
    profile = model.properties.master_profile
    count = profile.ip_address_count or defaults.IP_ADDRESS_COUNT
    return availability_set_masters(IPv4Network(network.prefix), profile.count, count)


def masters(model: ApiModel, names: Names, plan: MasterAddresses, version: str, group: str) -> Masters:
    profile = model.properties.master_profile
    return Masters(
        machines=tuple(_machine(index, names, plan) for index in range(profile.count)),
        availability_set=names.of("master-availabilityset-{suffix}"),
        fault_domains=profile.platform_fault_domain_count or fault_domains(model.location),
        update_domains=profile.platform_update_domain_count or 3,
        vm_size=profile.vm_size,
        image=image(profile.vm_size),
        os_disk=os_disk(profile.vm_size, profile.os_disk_size_gb, profile.os_disk_caching_type),
        etcd_disk=_etcd_disk(model),
        etcd_disk_size_written=_written_etcd_size(model) is not None,
        max_pods=(profile.ip_address_count or defaults.IP_ADDRESS_COUNT) - 1,
        labels=(("kubernetes.azure.com/cluster", group), ("kubernetes.azure.com/role", "master")),
        tags=tags(
            machine=names.of("k8s-master-{suffix}"),
            pool="master",
            suffix=names.suffix,
            version=version,
            custom=profile.custom_vm_tags,
        ),
    )


def _machine(index: int, names: Names, plan: MasterAddresses) -> Master:
    name = names.master(index)
    return Master(
        index=index,
        name=name,
        nic=names.of("k8s-master-{suffix}-nic-{index}", index=index),
        address=str(plan.primary[index]),
        secondary_addresses=tuple(str(address) for address in plan.secondary[index]),
        etcd_disk=f"{name}-etcddisk",
    )


def _written_etcd_size(model: ApiModel) -> int | None:
    written = model.properties.orchestrator_profile.kubernetes_config.etcd_disk_size_gb
    return int(written) if written else None


def _etcd_disk(model: ApiModel) -> Disk:
    """Caching None, because a cached write that is lost corrupts etcd's log."""
    profile = model.properties.master_profile
    nodes = profile.count + sum(pool.count for pool in model.properties.agent_pool_profiles)
    derived = next((size for limit, size in _ETCD_DISK_SIZES if nodes > limit), 256)
    return Disk(
        size_gb=_written_etcd_size(model) or derived,
        storage_account_type="Premium_LRS" if has_premium_storage(profile.vm_size) else "StandardSSD_LRS",
        caching="None",
    )
