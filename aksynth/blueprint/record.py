"""The values that a cluster keeps after its first apply, and the masters that it may have."""

from __future__ import annotations

from dataclasses import dataclass

from aksynth.addresses import LARGEST_MASTER_COUNT
from aksynth.blueprint.blueprint import Blueprint
from aksynth.blueprint.masters import Masters
from aksynth.blueprint.network import Network

_NEW_CLUSTER = "To change it, make a new cluster and move the workloads."
EARLIER = f"Write the earlier value again. {_NEW_CLUSTER}"
_RUNNING = (
    "An apply does not change the release of a cluster that runs. Write the release that it was made with as "
    "orchestratorProfile.orchestratorVersion."
)
_OWN_AUTHORITIES = "none"
_OTHER_AUTHORITIES = (
    "Every machine, pod and kubeconfig of this cluster trusts the earlier authorities, which the first master has "
    "stored in a vault of the cluster. A change would have no effect. If the model has certificateProfile, "
    f"remove it. {EARLIER}"
)
ISSUER_FIRST = (
    "An apply changes one master after the other, and the others would reject the tokens that a changed one issues. "
    "Set aksynth.workloadIdentity.acceptOnly to true and apply, then remove it and apply again."
)
TOKENS_FIRST = (
    "aksynth.workloadIdentity is disabled, and pods of this cluster have tokens of its issuer. An apply would make the "
    "API servers reject them. Set aksynth.workloadIdentity.enabled and acceptOnly to true and apply. Disable it after "
    "one day, when the pods have other tokens."
)
ENDPOINTS_FIRST = (
    "This cluster has no private endpoints yet. An apply would end the access of its machines to vaults and storage "
    "before the endpoints exist. Set aksynth.privateEndpoints.publicNetworkAccess to true and apply, then remove it "
    "and apply again. To keep service endpoints, set aksynth.privateEndpoints.enabled to false."
)
_VERSION = "orchestratorProfile.orchestratorVersion"


@dataclass(frozen=True, kw_only=True)
class FixedChoice:
    """A field of the model whose value a cluster keeps. `remedy` says what to do instead of changing it."""

    field: str
    value: str
    remedy: str = EARLIER
    before: str = ""
    """The value of each cluster whose record does not have the field. "": whatever its model has today."""


def fixed_choices(blueprint: Blueprint) -> tuple[FixedChoice, ...]:
    """By field. A change of one of these would replace machines or remove addresses from them."""
    values = {**_place(blueprint), **_network(blueprint), **_masters(blueprint)}
    choices = [FixedChoice(field=field, value=value) for field, value in values.items()]
    return tuple(sorted([*choices, _authorities(blueprint)], key=lambda choice: choice.field))


def _authorities(blueprint: Blueprint) -> FixedChoice:
    """By the ids of their secrets, whose case Azure ignores. The version of a secret is of no importance after the
    first master has read it."""
    found = [
        f"{name}: {secret.id}" for authority in blueprint.authorities for name, secret in authority.secrets.items()
    ]
    return FixedChoice(
        field="aksynth.certificateAuthorities",
        value=", ".join(found).lower() or _OWN_AUTHORITIES,
        remedy=_OTHER_AUTHORITIES,
        before=_OWN_AUTHORITIES,
    )


def fixed_version(blueprint: Blueprint) -> FixedChoice:
    """The masters reject a release other than the one that they run."""
    return FixedChoice(field=_VERSION, value=blueprint.kubernetes.version, remedy=_RUNNING)


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
        f"{config}.networkPolicy": pods.policy or "none",
        f"{config}.serviceCidr": network.service_cidr,
        "masterProfile.vnetCidr": network.address_space,
        "masterProfile.vnetSubnetID": _subnet(network),
    }


def _subnet(network: Network) -> str:
    """The range of an existing subnet is not a choice of the cluster, and a model may add it later."""
    subnet = network.masters_subnet
    return f"{network.vnet}/{subnet.azure_name}" + ("" if subnet.id else f" {subnet.prefix}")


def _masters(blueprint: Blueprint) -> dict[str, str]:
    """Growing moves no address, so the addresses of the first master determine all others."""
    masters, (first, *_) = blueprint.masters, blueprint.masters.machines
    return {
        "masterProfile.availabilityProfile": _masters_set(masters),
        "masterProfile.availabilityZones": ", ".join(masters.zones) or "none",
        "masterProfile.firstConsecutiveStaticIP": first.address,
        "masterProfile.ipAddressCount": str(1 + len(first.secondary_addresses)),
        "masterProfile.platformFaultDomainCount": str(masters.fault_domains or "none"),
        "masterProfile.platformUpdateDomainCount": str(masters.update_domains or "none"),
        "masterProfile.proximityPlacementGroupID": masters.machine.proximity_group_id or "none",
    }


def _masters_set(masters: Masters) -> str:
    if masters.scale_set:
        return "VirtualMachineScaleSets"
    return "AvailabilitySet" if masters.availability_set else "AvailabilityZones"
