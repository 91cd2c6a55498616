"""What a plan compares with the cluster that exists."""

from __future__ import annotations

from constructs import Construct

from aksynth.blueprint import Blueprint
from aksynth.blueprint.record import fixed_choices, possible_masters
from aksynth.constructs import ClusterRecord, FixedValue, Group


def cluster_record(scope: Construct, *, blueprint: Blueprint, group: Group) -> ClusterRecord:
    """The model's fixed choices, and the region, which only the resource group knows."""
    choices = fixed_choices(blueprint)
    region = FixedValue(field="location", value=group.location, remedy=choices[0].remedy)
    values = [FixedValue(field=c.field, value=c.value, remedy=c.remedy) for c in choices]
    return ClusterRecord(scope, "record", values=[*values, region], masters=possible_masters(blueprint))
