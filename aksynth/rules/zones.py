"""Availability zones."""

from __future__ import annotations

from collections.abc import Iterator

from aksynth.catalog import regions
from aksynth.rules.case import MASTER, Case
from aksynth.rules.paths import A, M
from aksynth.rules.registry import AKS_ENGINE, AKSYNTH, AZURE, Finding, rule, shown


@rule(
    "V110",
    wrong={A + "availabilityZones": ["1"], A + "availabilityProfile": "AvailabilitySet"},
    right={A + "availabilityZones": ["1"]},
    source=AZURE,
    advice="remove availabilityProfile or availabilityZones",
)
def zones_and_sets(case: Case) -> Iterator[Finding]:
    """A pool in availability zones must not be an availability set.

    Azure places a machine in a zone or in an availability set, not in both. Masters in zones have no availability set.
    """
    for path, pool in case.pools():
        if pool.availability_zones and pool.availability_profile == "AvailabilitySet":
            yield Finding(
                (*path, "availabilityZones"), "the pool is an availability set", shown(pool.availability_zones)
            )


@rule(
    "A61",
    wrong={M + "availabilityZones": ["1", "west"]},
    right={M + "availabilityZones": ["1", "2", "3"]},
    source=AZURE,
    advice='write zones as strings, such as "1", "2" and "3"',
)
def zone_names(case: Case) -> Iterator[Finding]:
    """Availability zones must be 1, 2 or 3, each listed once."""
    for path, machine in case.machines():
        zones = machine.availability_zones or []
        for i, zone in enumerate(zones):
            if zone not in ("1", "2", "3") or zone in zones[:i]:
                yield Finding(
                    (*path, "availabilityZones", i), "this is not a zone, or it is listed twice", shown(zone), "1, 2, 3"
                )


@rule(
    "A90",
    wrong={"location": "westcentralus", M + "availabilityZones": ["1", "2"], A + "availabilityZones": ["1"]},
    right={"location": "westeurope", M + "availabilityZones": ["1", "2"], A + "availabilityZones": ["1"]},
    source=AZURE,
    advice="remove availabilityZones, or use another region",
    silenceable=True,
)
def zones_of_the_region(case: Case) -> Iterator[Finding]:
    """Availability zones require a region that has them."""
    region = regions.find(case.model.location or "")
    for path, machine in case.machines():
        if machine.availability_zones and region and region.availability_zones is False:
            message = f"{region.display_name} has no availability zones"
            yield Finding((*path, "availabilityZones"), message, shown(machine.availability_zones))


@rule(
    "V112",
    wrong={M + "availabilityZones": ["1", "2", "3"]},
    warns=True,
    source=AKS_ENGINE,
    right={M + "availabilityZones": ["1", "2", "3"], A + "availabilityZones": ["1", "2", "3"]},
    advice="set availabilityZones for masters and all pools",
)
def zones_everywhere(case: Case) -> Iterator[Finding]:
    """Masters and all agent pools should be in zones, or none of them.

    If only masters or only pools tolerate the loss of a zone, the cluster does not tolerate it.
    """
    if len({bool(machine.availability_zones) for _, machine in case.machines()}) > 1:
        for path, machine in case.machines():
            if not machine.availability_zones:
                yield Finding(
                    (*path, "availabilityZones"),
                    "availabilityZones is missing, and other machines of this cluster have it",
                )


@rule(
    "A187",
    wrong={M + "count": 3, M + "availabilityZones": ["1", "2"], A + "availabilityZones": ["1"]},
    right={M + "count": 3, M + "availabilityZones": ["1", "2", "3"], A + "availabilityZones": ["1"]},
    source=AKSYNTH,
    warns=True,
    advice="use three zones",
)
def quorum_over_zones(case: Case) -> Iterator[Finding]:
    """Several masters in zones should be in three zones.

    With fewer zones, one zone has the majority of the etcd members. The API stops if that zone fails.
    """
    zones = case.masters.availability_zones or []
    if case.masters.count > 1 and 0 < len(zones) < 3:
        message = f"one zone has most of the {case.masters.count} masters"
        yield Finding((*MASTER, "availabilityZones"), message, shown(zones), "three zones")


@rule(
    "A188",
    wrong={M + "availabilityZones": ["1"], A + "availabilityZones": ["1"], M + "platformUpdateDomainCount": 5},
    right={M + "availabilityZones": ["1"], A + "availabilityZones": ["1"]},
    source=AZURE,
    warns=True,
    advice="remove the field",
)
def domains_without_a_set(case: Case) -> Iterator[Finding]:
    """Domains should be set only for machines in a set.

    Masters in zones are in no availability set. Only a scale set combines zones and fault domains.
    """
    masters = case.masters
    if not masters.availability_zones or case.masters_in_scale_set:
        return
    for key, count in (
        ("platformFaultDomainCount", masters.platform_fault_domain_count),
        ("platformUpdateDomainCount", masters.platform_update_domain_count),
    ):
        if count is not None:
            yield Finding((*MASTER, key), "masters in zones are in no availability set", shown(count))
