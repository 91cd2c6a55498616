"""The values that a cluster keeps after its first apply, and the masters that it may have."""

from __future__ import annotations

from dataclasses import dataclass

from aksynth.addresses import LARGEST_MASTER_COUNT
from aksynth.blueprint.blueprint import Blueprint
from aksynth.blueprint.encryption import KeyVersion
from aksynth.blueprint.machines import MachineSpec
from aksynth.blueprint.masters import Masters
from aksynth.blueprint.network import Network
from aksynth.blueprint.pools import Pool
from aksynth.defaults.kata import KATA

_NEW_CLUSTER = "To change it, make a new cluster and move the workloads."
EARLIER = f"Write the earlier value again. {_NEW_CLUSTER}"
_RUNNING = (
    "An apply does not change the release of a cluster that runs. Write the release that it was made with as "
    "orchestratorProfile.orchestratorVersion."
)
_NEW_POOL = (
    "An apply would replace all its agents at once. Write the earlier distro or imageReference again, or give the pool "
    "another name: the new pool has the new image, and the nodes of the old one are drained."
)
_OTHER_NAME = (
    "An apply would replace all its agents at once, delete their data disks, or leave those that exist as they are. "
    "Write the earlier values again, or give the pool another name: the nodes of the old pool are drained."
)
_OF_A_POOL = (
    "availabilityProfile, scaleSetPriority, storageProfile, ultraSSDEnabled, proximityPlacementGroupID, diskSizesGB, "
    "diskEncryptionSetID or containerRuntime"
)
ENCRYPTION_IS_KEPT = (
    "enableEncryptionWithExternalKms and enableDataEncryptionAtRest are false, and etcd has Secrets that only the key "
    "of this cluster can decrypt. An apply would take the key from the API servers. Set the field that was true to "
    "true."
)
ENCRYPTION_FIRST = (
    "An apply changes one master after the other, and the others could not decrypt what a changed one encrypts. Set "
    "aksynth.encryption.readOnly to true and apply, then remove it and apply again."
)
VERSION_FIRST = (
    "An apply changes one master after the other, and the others could not decrypt what a changed one encrypts. Set "
    "aksynth.encryption.keyVersions to [{before}, {number}] and apply, then to [{number}, {before}] and apply again."
)
_OWN_KEY, _LOCAL_KEY = "a key of the cluster", "a key in a file on each master (enableDataEncryptionAtRest)"
_OTHER_KEY = (
    "etcd has Secrets that need the earlier key. Write it again. To encrypt with another key, give that one the number "
    "{later} in aksynth.encryption.keys, and rotate: keyVersions [{latest}, {later}], then [{later}, {latest}], then "
    "[{later}]. A cluster with enableDataEncryptionAtRest keeps it. See docs/encryption.md."
)
_NO_LOCAL_KEY = (
    "etcd has Secrets that need the earlier key, and a cluster does not change from one kind of key to the other. "
    "Remove enableDataEncryptionAtRest, and set enableEncryptionWithExternalKms to true again."
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


def fixed_sku(blueprint: Blueprint) -> FixedChoice | None:
    """The key is created once, and a key does not move to an HSM."""
    found, field = blueprint.encryption, "orchestratorProfile.kubernetesConfig.keyVaultSku"
    return FixedChoice(field=field, value=found.sku) if found and found.owned else None


def fixed_keys(blueprint: Blueprint) -> dict[int, FixedChoice]:
    """By the number of a version. Nobody can decrypt with another key what is encrypted with this one."""
    versions = blueprint.encryption.versions if blueprint.encryption else ()
    latest = max((version.number for version in versions), default=1)
    return {
        version.number: FixedChoice(
            field=f"aksynth.encryption.keys.{version.number}",
            value=_kept_key(version),
            remedy=_NO_LOCAL_KEY if version.local else _OTHER_KEY.format(latest=latest, later=latest + 1),
        )
        for version in versions
    }


def _kept_key(version: KeyVersion) -> str:
    if key := version.borrowed:
        return f"{key.id}/versions/{key.version}".lower()
    return _LOCAL_KEY if version.local else _OWN_KEY


@dataclass(frozen=True, kw_only=True)
class KeyStage:
    """A version of the key for Secrets. Before it encrypts (`writes`), an earlier apply must have given it to all
    masters."""

    number: int
    writes: bool
    remedy: str


def key_stages(blueprint: Blueprint) -> list[KeyStage]:
    """A single master that begins to encrypt reads its own Secrets."""
    found = blueprint.encryption
    if not found:
        return []
    alone = len(blueprint.masters.machines) == 1
    return [
        KeyStage(
            number=version.number,
            writes=version == found.writes and not (alone and version.number == 1),
            remedy=_key_remedy(version.number),
        )
        for version in found.versions
    ]


def _key_remedy(number: int) -> str:
    """A cluster without encryption begins with the first version."""
    return ENCRYPTION_FIRST if number == 1 else VERSION_FIRST.format(number=number, before=number - 1)


def fixed_images(blueprint: Blueprint) -> dict[str, FixedChoice]:
    """By pool. Another publisher, offer or purchase plan, or a custom image in place of a marketplace image, replaces
    the scale set with all its agents (azurerm v4.55.0, linux_virtual_machine_scale_set_resource.go). Another SKU or
    version of the offer does not, and neither does another custom image."""
    return {
        pool.name: FixedChoice(
            field=f"image of pool {pool.name}",
            value=_image(pool.machine),
            remedy=_NEW_POOL,
        )
        for pool in blueprint.pools
        if pool.scale_set
    }


def _image(machine: MachineSpec) -> str:
    if machine.purchase_plan:
        return f"imageReference with plan {machine.purchase_plan.text}"
    return "imageReference" if machine.image_id else f"{machine.image.publisher} {machine.image.offer}"


def fixed_placements(blueprint: Blueprint) -> dict[str, FixedChoice]:
    """By pool. Azure replaces a set with another name or other domains, together with its machines. Old and new nodes
    would have the same label, and the masters could not tell them apart. A scale set is also replaced if its OS disks
    become ephemeral, or have another placement, and if ultra disks are allowed or not any more. In an availability set
    only new machines have these.

    Azure does not change the data disks in the model of a scale set, except to add and remove whole disks. A disk that
    leaves an availability set would be deleted from running machines. Kata Containers are set up at the first boot of
    an agent."""
    return {
        pool.name: FixedChoice(
            field=f"{_OF_A_POOL} of pool {pool.name}",
            value=_placement(pool),
            remedy=_OTHER_NAME,
        )
        for pool in blueprint.pools
    }


def _placement(pool: Pool) -> str:
    found = pool.availability_set
    runtime = f", {pool.container_runtime}" if pool.container_runtime == KATA else ""
    if found:
        domains = f"{found.fault_domains} fault domains, {found.update_domains} update domains"
        return f"AvailabilitySet, {domains}{_proximity(pool)}{_data_disks(pool)}{runtime}"
    domains = f", {pool.fault_domains} fault domains" if pool.fault_domains else ""
    zones = f", zones {' '.join(sorted(pool.zones))}" if pool.zones else ""
    local = pool.machine.os_disk.placement
    disk = f", ephemeral OS disks on {local}" if local else ""
    priority = f", Spot with {pool.spot.eviction_policy}" if pool.spot else ""
    ultra = ", ultra disks" if pool.machine.ultra_disks else ""
    place = f"{pool.scale_set}{priority}{domains}{zones}{ultra}{_proximity(pool)}"
    return f"VirtualMachineScaleSets, {place}{disk}{_data_disks(pool)}{_key(pool)}{runtime}"


def _proximity(pool: Pool) -> str:
    found = pool.machine.proximity_group_id
    return f", proximity placement group {found}" if found else ""


def _key(pool: Pool) -> str:
    """Azure ignores the case of an id, and a scale set is replaced for another one."""
    found = pool.machine.os_disk.encryption_set_id
    return f", encrypted with {found.lower()}" if found else ""


def _data_disks(pool: Pool) -> str:
    """Without their type, which follows the size of the machines: existing disks keep theirs."""
    disks = pool.machine.data_disks
    sizes = " ".join(str(disk.size_gb) for disk in disks)
    return f", data disks of {sizes} GiB with caching {disks[0].caching}" if disks else ""


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
