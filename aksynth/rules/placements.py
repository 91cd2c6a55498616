"""Proximity placement groups and disk encryption sets."""

from __future__ import annotations

from collections.abc import Iterator

from aksynth.apimodel.json_reader import Path
from aksynth.resource_id import ResourceId
from aksynth.rules.borrowed import OTHER_FORMS, proximity_groups, refers_to
from aksynth.rules.case import AKSYNTH_PATH, Case
from aksynth.rules.paths import A
from aksynth.rules.registry import AZURE, Finding, rule, shown

_PROVIDER = "Microsoft.Compute"
_KEY = "proximityPlacementGroupID"
_IN_COMPUTE = f"/subscriptions/s/resourceGroups/g/providers/{_PROVIDER}/"
_GROUP = _IN_COMPUTE + "proximityPlacementGroups/mine"

_COPY, _QUERY = "copy the id from", "-g GROUP -n NAME --query id"


@rule(
    "V102",
    wrong={A + _KEY: "mine"},
    source=AZURE,
    advice=f"{_COPY}: az ppg show, or az disk-encryption-set show, {_QUERY}",
    right={A + _KEY: _GROUP},
)
def compute_ids(case: Case) -> Iterator[Finding]:
    """Proximity placement groups and disk encryption sets must be resource ids."""
    allowed = f"/subscriptions/S/resourceGroups/G/providers/{_PROVIDER}"
    for path, text in proximity_groups(case):
        if not refers_to(text, "proximityPlacementGroups", _PROVIDER):
            form = f"{allowed}/proximityPlacementGroups/NAME, {OTHER_FORMS}"
            message, advice = "this is not the id of a proximity placement group", f"{_COPY}: az ppg show {_QUERY}"
            yield Finding(path, message, shown(text), form, advice)
    for path, text in _encryption_sets(case):
        found = ResourceId.find(text)
        if not (found and found.has_type(f"{_PROVIDER}/diskEncryptionSets")):
            form = f"{allowed}/diskEncryptionSets/NAME"
            message, advice = (
                "this is not the id of a disk encryption set",
                f"{_COPY}: az disk-encryption-set show {_QUERY}",
            )
            yield Finding(path, message, shown(text), form, advice)


@rule(
    "A340",
    wrong={A + _KEY: _GROUP, A + "availabilityZones": ["1", "2"]},
    right={A + _KEY: _GROUP, A + "availabilityZones": ["1"]},
    source="https://learn.microsoft.com/azure/aks/reduce-latency-ppg",
    advice="use one zone for all machines of the group, or remove the group",
)
def one_zone(case: Case) -> Iterator[Finding]:
    """Machines of a proximity placement group must not be in several availability zones.

    The group is in one data center, so Azure creates no machine of another zone in it.
    """
    zones: dict[str, tuple[Path, list[str]]] = {}
    for path, machine in case.machines():
        written = machine.availability_zones or []
        if not machine.proximity_placement_group_id or not written:
            continue
        group = machine.proximity_placement_group_id.lower()
        first, others = zones.setdefault(group, (path, written))
        here = (*path, "availabilityZones")
        if len(set(written)) > 1:
            yield Finding(here, "a proximity placement group has one zone", shown(written), "one zone")
        elif set(written) != set(others):
            where = ".".join(map(str, first)).replace("properties.", "")
            message = f"{where} has the same proximity placement group, and another zone"
            yield Finding(here, message, shown(written), shown(others))


def _encryption_sets(case: Case) -> Iterator[tuple[Path, str]]:
    """Of masters and pools."""
    if case.aksynth.disk_encryption_set_id:
        yield (*AKSYNTH_PATH, "diskEncryptionSetId"), case.aksynth.disk_encryption_set_id
    for path, pool in case.pools():
        if pool.disk_encryption_set_id:
            yield (*path, "diskEncryptionSetID"), pool.disk_encryption_set_id
