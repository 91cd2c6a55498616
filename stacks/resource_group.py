"""The resource group."""

from __future__ import annotations

from typing import TYPE_CHECKING

from aksynth.constructs import ClusterResourceGroup, CustomResourceGroup, Group

if TYPE_CHECKING:
    from aksynth._stacks.cluster import ClusterStack


def add_resource_group(stack: ClusterStack) -> Group:
    group, location = stack.blueprint.resource_group, stack.inputs.location
    if group.existing:
        return CustomResourceGroup(stack, "group", name=group.name, location=location)
    return ClusterResourceGroup(stack, "group", name=group.name, location=location or "")
