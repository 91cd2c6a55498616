"""Spot pools."""

from __future__ import annotations

import re
from collections.abc import Iterator

from aksynth.defaults.ephemeral import is_ephemeral
from aksynth.rules.case import POOLS, Case
from aksynth.rules.paths import A
from aksynth.rules.registry import AKSYNTH, AZURE, Finding, rule, shown

_SPOT = {A + "scaleSetPriority": "Spot"}
_SOURCE = AZURE + "virtual-machine-scale-sets/use-spot"
_NEVER_SPOT = re.compile(r"standard_b.*|.*_promo", re.IGNORECASE)


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
    """spotMaxPrice must be -1, or at least 0.00001 with at most five decimal places."""
    for i, pool in enumerate(case.written.properties.agent_pool_profiles):
        price = pool.spot_max_price
        if price is not None and price != -1 and (price < 0.00001 or round(price, 5) != price):
            allowed = "-1, or at least 0.00001 with at most five decimal places"
            yield Finding((*POOLS, i, "spotMaxPrice"), "Azure does not accept this price", shown(price), allowed)


@rule(
    "A290",
    wrong={**_SPOT, A + "vmSize": "Standard_B2s"},
    right={**_SPOT, A + "vmSize": "Standard_D2_v3"},
    source=_SOURCE,
    advice="use a size of another series, or remove scaleSetPriority",
)
def spot_sizes(case: Case) -> Iterator[Finding]:
    """A Spot pool must not have a size of the B series or a promotional size."""
    for path, pool in case.pools():
        if pool.scale_set_priority == "Spot" and _NEVER_SPOT.fullmatch(pool.vm_size):
            yield Finding((*path, "vmSize"), "Azure does not offer this size as Spot", shown(pool.vm_size))


@rule(
    "A291",
    wrong={
        **_SPOT,
        A + "scaleSetEvictionPolicy": "Deallocate",
        A + "storageProfile": "Ephemeral",
        A + "vmSize": "Standard_D4ds_v5",
    },
    right={**_SPOT, A + "storageProfile": "Ephemeral", A + "vmSize": "Standard_D4ds_v5"},
    source=AZURE + "virtual-machines/ephemeral-os-disks",
    advice="set scaleSetEvictionPolicy to Delete, or storageProfile to ManagedDisks",
)
def deallocated_disks(case: Case) -> Iterator[Finding]:
    """scaleSetEvictionPolicy Deallocate requires managed OS disks.

    Azure cannot stop and deallocate a machine with an ephemeral OS disk.
    """
    for path, pool in case.pools():
        if pool.scale_set_eviction_policy == "Deallocate" and is_ephemeral(pool):
            here = (*path, "scaleSetEvictionPolicy")
            yield Finding(here, "the OS disks of this pool are ephemeral", shown("Deallocate"), "Delete")


@rule(
    "A292",
    wrong=_SPOT,
    right={},
    source=AKSYNTH,
    warns=True,
    advice="add a pool without scaleSetPriority for workloads that must always run",
)
def only_spot(case: Case) -> Iterator[Finding]:
    """At least one agent pool should have regular machines.

    Azure can evict all Spot machines at the same time, with a notice of 30 seconds.
    """
    pools = list(case.pools())
    if pools and all(pool.scale_set_priority == "Spot" for _, pool in pools):
        for path, pool in pools:
            yield Finding((*path, "scaleSetPriority"), "all agents can be evicted", shown(pool.scale_set_priority))
