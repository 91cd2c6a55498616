"""Scale sets and availability sets."""

from __future__ import annotations

import re
from collections.abc import Iterator

from aksynth.rules.case import Case
from aksynth.rules.paths import A, M
from aksynth.rules.registry import AZURE, Finding, rule, shown

_SET = {A + "availabilityProfile": "AvailabilitySet"}


@rule(
    "V84",
    wrong={
        A[:-2] + "1": {"name": "b", "count": 1, "vmSize": "Standard_D2_v3", "availabilityProfile": "AvailabilitySet"}
    },
    right={
        A[:-2] + "1": {
            "name": "b",
            "count": 1,
            "vmSize": "Standard_D2_v3",
            "availabilityProfile": "VirtualMachineScaleSets",
        }
    },
    advice="use one availabilityProfile for all pools",
)
def one_availability(case: Case) -> Iterator[Finding]:
    """All agent pools must have the same availabilityProfile.

    An Azure load balancer cannot combine both kinds. The default is a scale set.
    """
    kinds = [(path, pool.availability_profile) for path, pool in case.pools()]
    for path, kind in kinds[1:]:
        if kind != kinds[0][1]:
            yield Finding((*path, "availabilityProfile"), f"the first pool is a {kinds[0][1]}", shown(kind))


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
    "V98",
    wrong={**_SET, A + "vmssOverProvisioningEnabled": True},
    right={A + "vmssOverProvisioningEnabled": True},
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
    "V99",
    wrong={A + "scaleSetPriority": "Regular", A + "scaleSetEvictionPolicy": "Delete"},
    right={A + "scaleSetPriority": "Spot", A + "scaleSetEvictionPolicy": "Delete"},
    advice="remove the field, or set scaleSetPriority to Spot",
)
def eviction(case: Case) -> Iterator[Finding]:
    """scaleSetEvictionPolicy requires a Spot pool."""
    for path, pool in case.pools():
        if pool.scale_set_priority == "Regular" and pool.scale_set_eviction_policy:
            yield Finding(
                (*path, "scaleSetEvictionPolicy"), "the pool is not a Spot pool", shown(pool.scale_set_eviction_policy)
            )


@rule(
    "A63",
    wrong={A + "scaleSetPriority": "Spot", A + "spotMaxPrice": 0},
    right={A + "scaleSetPriority": "Spot", A + "spotMaxPrice": 0.5},
    source=AZURE,
    advice="set it to -1 to pay at most the regular price",
)
def spot_price(case: Case) -> Iterator[Finding]:
    """spotMaxPrice must be -1, or greater than 0.00001."""
    for i, pool in enumerate(case.written.properties.agent_pool_profiles):
        price = pool.spot_max_price
        if price is not None and price != -1 and price < 0.00001:
            yield Finding(
                ("properties", "agentPoolProfiles", i, "spotMaxPrice"), "Azure does not accept this price", shown(price)
            )


@rule("A64", wrong={A + "vmssName": "a b"}, right={A + "vmssName": "workers"}, source=AZURE, advice="remove the field")
def scale_set_names(case: Case) -> Iterator[Finding]:
    """The name of a scale set must be at most 64 letters, digits, '-', '_' and '.'."""
    for path, pool in case.pools():
        if pool.vmss_name and not re.fullmatch(r"[A-Za-z0-9][\w.-]{0,62}\w|[A-Za-z0-9]", pool.vmss_name):
            yield Finding((*path, "vmssName"), "Azure does not accept this name", shown(pool.vmss_name))
