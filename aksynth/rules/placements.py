"""Proximity placement groups and disk encryption sets."""

from __future__ import annotations

import re
from collections.abc import Iterator

from aksynth.rules.case import Case
from aksynth.rules.paths import A
from aksynth.rules.registry import AZURE, Finding, rule, shown

_GROUP = re.compile(r"/subscriptions/[^/]+/resourceGroups/[^/]+/providers/Microsoft\.Compute/[A-Za-z]+/[^/]+", re.I)
_IN_COMPUTE = "/subscriptions/s/resourceGroups/g/providers/Microsoft.Compute/"


@rule(
    "V102",
    wrong={A + "proximityPlacementGroupID": "mine"},
    source=AZURE,
    advice="write the whole resource id",
    right={A + "proximityPlacementGroupID": _IN_COMPUTE + "proximityPlacementGroups/mine"},
)
def compute_ids(case: Case) -> Iterator[Finding]:
    """Proximity placement groups and disk encryption sets must be resource ids."""
    allowed = "/subscriptions/S/resourceGroups/G/providers/Microsoft.Compute/KIND/NAME"
    for path, machine in case.machines():
        for key, id_ in (
            ("proximityPlacementGroupID", machine.proximity_placement_group_id),
            ("diskEncryptionSetID", getattr(machine, "disk_encryption_set_id", None)),
        ):
            if id_ and not _GROUP.fullmatch(id_):
                yield Finding((*path, key), "this is not a resource id", shown(id_), allowed)
