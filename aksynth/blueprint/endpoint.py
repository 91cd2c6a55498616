"""How the Kubernetes API is reached."""

from __future__ import annotations

from aksynth.blueprint.naming import Names
from aksynth.blueprint.types import Endpoint


def endpoint(names: Names, address: str, *, public: bool) -> Endpoint:
    """The private name in front of the internal load balancer at `address`, and the public label."""
    return Endpoint(
        name=f"api.{names.zone}",
        zone=names.zone,
        record="api",
        address=address,
        internal_lb=names.of("k8s-master-internal-lb-{suffix}"),
        internal_frontend=names.of("k8s-master-internal-lbFrontEnd-{suffix}"),
        public_lb=names.of("k8s-master-lb-{suffix}"),
        public_frontend=names.of("k8s-master-lbFrontEnd-{suffix}"),
        backend_pool=names.of("k8s-master-pool-{suffix}"),
        public_ip=names.of("k8s-master-ip-{label}-{suffix}"),
        label=names.label,
        public=public,
    )
