"""What the record of a cluster has of its agent pools."""

from __future__ import annotations

from aksynth.blueprint.blueprint import Blueprint
from aksynth.blueprint.machines import MachineSpec
from aksynth.blueprint.pools import Pool
from aksynth.blueprint.record import FixedChoice
from aksynth.defaults.kata import KATA

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
