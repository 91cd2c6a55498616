"""Values that each plan compares with the existing cluster."""

from __future__ import annotations

from collections.abc import Sequence

from cdktf import ITerraformDependable
from constructs import Construct

from aksynth.blueprint import Blueprint
from aksynth.blueprint.record import fixed_choices, fixed_images, fixed_placements, fixed_version, possible_masters
from aksynth.constructs import ClusterRecord, FixedValue, Group


def cluster_record(
    scope: Construct, *, blueprint: Blueprint, group: Group, settled: Sequence[ITerraformDependable]
) -> ClusterRecord:
    """The fixed values of the api model, and the region, which only the resource group knows.

    The release is recorded after the masters run it (`settled`). If the masters reject a release, the apply creates
    nothing with it, and the next plan must accept the earlier release.
    """
    choices, version = fixed_choices(blueprint), fixed_version(blueprint)
    values = [FixedValue(field=c.field, value=c.value, remedy=c.remedy) for c in choices]
    region = FixedValue(field="location", value=group.location, remedy=choices[0].remedy)
    images = {f"pool-{pool}": choice for pool, choice in fixed_images(blueprint).items()}
    placements = {f"pool-{pool}-placement": choice for pool, choice in fixed_placements(blueprint).items()}
    later = {
        id_: FixedValue(field=c.field, value=c.value, remedy=c.remedy) for id_, c in {**images, **placements}.items()
    }
    later["version"] = FixedValue(field=version.field, value=version.value, remedy=version.remedy, after=settled)
    return ClusterRecord(scope, "record", values=[*values, region], later=later, masters=possible_masters(blueprint))
