"""The endpoint of the Kubernetes API."""

from __future__ import annotations

from typing import TYPE_CHECKING

from aksynth.constructs import ApiEndpoint

if TYPE_CHECKING:
    from aksynth._stacks.cluster import ClusterStack


def add_endpoint(stack: ClusterStack) -> ApiEndpoint:
    api = stack.blueprint.endpoint
    return ApiEndpoint(
        stack,
        "api",
        group=stack.group,
        network=stack.network,
        subnet_id=stack.masters_subnet_id,
        address=api.address,
        zone=api.zone,
        record=api.record,
        internal_lb=api.internal_lb,
        internal_frontend=api.internal_frontend,
        zones=api.zones,
        backend_pool=api.backend_pool,
        health_path=api.health_path,
        public=api.public,
        linked=dict(stack.blueprint.dns_links),
    )
