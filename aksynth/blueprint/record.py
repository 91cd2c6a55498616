"""What a cluster keeps from its first apply on, and the masters that it may have."""

from __future__ import annotations

from dataclasses import dataclass

from aksynth.addresses import LARGEST_MASTER_COUNT
from aksynth.blueprint.resolve import Blueprint

_NEW_CLUSTER = "To change it, make a new cluster and move the workloads."
_RUNNING = (
    "An apply does not change the release of a cluster that runs. Write the release that it was made with as "
    "orchestratorProfile.orchestratorVersion."
)
_VERSION = "orchestratorProfile.orchestratorVersion"


@dataclass(frozen=True, kw_only=True)
class FixedChoice:
    """A field of the model whose value a cluster keeps. `remedy` says what to do instead of changing it."""

    field: str
    value: str
    remedy: str = f"Write the earlier value again. {_NEW_CLUSTER}"


def fixed_choices(blueprint: Blueprint) -> tuple[FixedChoice, ...]:
    """By field. Azure or Kubernetes would replace machines, or take addresses from them, where one of these changes."""
    remedies = {_VERSION: _RUNNING}
    values = {**_place(blueprint), **_network(blueprint), **_masters(blueprint), _VERSION: blueprint.kubernetes.version}
    return tuple(
        FixedChoice(field=field, value=value, **({"remedy": remedies[field]} if field in remedies else {}))
        for field, value in sorted(values.items())
    )


def possible_masters(blueprint: Blueprint) -> dict[int, str | None]:
    """By index the name of each master that the model has, and None for each that it does not have."""
    names = {master.index: master.name for master in blueprint.masters.machines}
    return {index: names.get(index) for index in range(LARGEST_MASTER_COUNT)}


def _place(blueprint: Blueprint) -> dict[str, str]:
    return {
        "aksynth.resourceGroup.name": blueprint.resource_group.name,
        "linuxProfile.adminUsername": blueprint.admin_username,
    }


def _network(blueprint: Blueprint) -> dict[str, str]:
    network, pods, config = blueprint.network, blueprint.pod_network, "orchestratorProfile.kubernetesConfig"
    return {
        f"{config}.clusterSubnet": pods.pod_cidr,
        f"{config}.dnsServiceIP": network.dns_service_ip,
        f"{config}.networkPlugin": pods.plugin,
        f"{config}.serviceCidr": network.service_cidr,
        "masterProfile.vnetCidr": network.address_space,
        "masterProfile.vnetSubnetID": f"{network.vnet}/{network.subnet} {network.prefix}".strip(),
    }


def _masters(blueprint: Blueprint) -> dict[str, str]:
    """Growing moves no address, so the first master's tell those of all."""
    masters, (first, *_) = blueprint.masters, blueprint.masters.machines
    return {
        "masterProfile.availabilityProfile": masters.availability or "AvailabilityZones",
        "masterProfile.firstConsecutiveStaticIP": first.address,
        "masterProfile.ipAddressCount": str(1 + len(first.secondary_addresses)),
        "masterProfile.platformFaultDomainCount": str(masters.fault_domains),
        "masterProfile.platformUpdateDomainCount": str(masters.update_domains),
    }
