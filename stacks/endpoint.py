"""The endpoint of the Kubernetes API."""

from __future__ import annotations

from typing import TYPE_CHECKING

from aksynth.constructs import ApiEndpoint

if TYPE_CHECKING:
    from aksynth._stacks.cluster import ClusterStack


def add_endpoint(stack: ClusterStack) -> ApiEndpoint:
    return ApiEndpoint(
        stack,
        "api",
        group=stack.group,
        network=stack.network,
        subnet_id=stack.masters_subnet_id,
        endpoint=stack.blueprint.endpoint,
        linked=dict(stack.blueprint.dns_links),
    )
