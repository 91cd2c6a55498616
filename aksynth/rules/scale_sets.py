"""Scale sets and availability sets."""

from __future__ import annotations

import re
from collections.abc import Iterator

from aksynth.apimodel.json_reader import Path
from aksynth.apimodel.machine import MachineProfile
from aksynth.rules.case import MASTER, Case
from aksynth.rules.paths import A, M
from aksynth.rules.registry import AZURE, Finding, rule, shown

_SET = {A + "availabilityProfile": "AvailabilitySet"}


@rule(
    "V85",
    wrong={M + "availabilityProfile": "VirtualMachineScaleSets", **_SET},
    right={M + "availabilityProfile": "VirtualMachineScaleSets"},
    advice="set availabilityProfile to VirtualMachineScaleSets",
)
def scale_set_masters_and_pools(case: Case) -> Iterator[Finding]:
    """Agent pools must be scale sets if the masters are in a scale set."""
    for path, pool in case.pools():
        if case.masters_in_scale_set and pool.availability_profile == "AvailabilitySet":
            yield Finding(
                (*path, "availabilityProfile"), "the masters are in a scale set", shown(pool.availability_profile)
            )


@rule(
    "V89",
    wrong={**_SET, A + "singlePlacementGroup": True},
    right={A + "singlePlacementGroup": True},
    advice="remove the field",
)
def placement_groups(case: Case) -> Iterator[Finding]:
    """singlePlacementGroup requires a scale set."""
    for path, machine in case.machines():
        profile = getattr(machine, "availability_profile", None)
        if machine.single_placement_group is not None and profile == "AvailabilitySet":
            yield Finding(
                (*path, "singlePlacementGroup"),
                "an availability set does not support this",
                shown(machine.single_placement_group),
            )


@rule(
    "A79",
    wrong={A + "count": 101, A + "singlePlacementGroup": True},
    right={A + "count": 101},
    source=AZURE,
    advice="remove singlePlacementGroup",
)
def placement_group_size(case: Case) -> Iterator[Finding]:
    """A single placement group must have at most 100 instances."""
    for path, pool in case.pools():
        if pool.single_placement_group and pool.count > 100:
            yield Finding((*path, "singlePlacementGroup"), f"the pool has {pool.count} agents", "true", "100 agents")


@rule(
    "A143",
    wrong={**_SET, A + "platformFaultDomainCount": 5},
    right={**_SET, A + "platformFaultDomainCount": 3},
    source=AZURE + "virtual-machine-scale-sets/virtual-machine-scale-sets-manage-fault-domains",
    advice="remove the field: the default is what the region has",
)
def fault_domains(case: Case) -> Iterator[Finding]:
    """platformFaultDomainCount must be 1 to 3 for masters and availability sets, and 1, 2, 3 or 5 for other scale sets.

    With availabilityZones it must be 1 for masters of a scale set, and 1 or 5 for a pool.
    """
    for path, machine in case.machines():
        count = machine.platform_fault_domain_count
        allowed = _fault_domains(case, path, machine)
        if count is not None and 1 <= count <= 5 and count not in allowed:
            message = "Azure does not support this number of fault domains here"
            yield Finding(
                (*path, "platformFaultDomainCount"), message, shown(count), ", ".join(str(number) for number in allowed)
            )


def _fault_domains(case: Case, path: Path, machine: MachineProfile) -> tuple[int, ...]:
    zonal = bool(machine.availability_zones)
    if path == MASTER and case.masters_in_scale_set:
        return (1,) if zonal else (1, 2, 3)
    if getattr(machine, "availability_profile", None) == "AvailabilitySet":
        return (1, 2, 3)
    return (1, 5) if zonal else (1, 2, 3, 5)


_LARGEST_SET = 200
"""https://learn.microsoft.com/azure/azure-resource-manager/management/azure-subscription-service-limits"""


@rule(
    "A144",
    wrong={**_SET, A + "count": 201},
    right={**_SET, A + "count": 200},
    source=AZURE,
    advice="use several pools, or set availabilityProfile to VirtualMachineScaleSets",
)
def set_size(case: Case) -> Iterator[Finding]:
    """An availability set must have at most 200 agents."""
    for path, pool in case.pools():
        if pool.availability_profile == "AvailabilitySet" and pool.count > _LARGEST_SET:
            yield Finding(
                (*path, "count"), "an availability set has 200 machines at most", shown(pool.count), "200 at most"
            )


@rule(
    "V98",
    wrong={**_SET, A + "vmssOverProvisioningEnabled": True},
    right={A + "vmssOverProvisioningEnabled": False},
    advice="remove the field",
)
def scale_set_features(case: Case) -> Iterator[Finding]:
    """Overprovisioning, public IP addresses of nodes and Spot require a scale set."""
    for path, pool in case.pools():
        for key, on in (
            ("vmssOverProvisioningEnabled", pool.vmss_over_provisioning_enabled),
            ("enableVMSSNodePublicIP", pool.enable_vmss_node_public_ip),
            ("scaleSetPriority", pool.scale_set_priority == "Spot"),
        ):
            if on and pool.availability_profile == "AvailabilitySet":
                yield Finding((*path, key), "an availability set does not support this")


@rule(
    "A64",
    wrong={A + "vmssName": "my_workers"},
    right={A + "vmssName": "workers"},
    source=AZURE,
    advice="use another name, or remove the field",
)
def scale_set_names(case: Case) -> Iterator[Finding]:
    """The name of a scale set must be 1 to 58 letters, digits and hyphens, and must differ from that of other pools.

    The names of its nodes start with it. It must start and end with a letter or digit.
    """
    names: dict[str, str] = {}
    for path, pool in case.pools():
        if not pool.vmss_name or pool.availability_profile == "AvailabilitySet":
            continue
        here, other = (*path, "vmssName"), names.setdefault(pool.vmss_name.lower(), pool.name)
        if not re.fullmatch(r"[A-Za-z0-9]([A-Za-z0-9-]{0,56}[A-Za-z0-9])?", pool.vmss_name):
            yield Finding(here, "this name is not valid for a scale set and its nodes", shown(pool.vmss_name))
        elif other != pool.name:
            yield Finding(here, f"pool {other} has the same name", shown(pool.vmss_name))
