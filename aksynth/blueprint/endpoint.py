"""How the Kubernetes API is reached."""

from __future__ import annotations

from dataclasses import dataclass

from aksynth.blueprint.naming import Names


@dataclass(frozen=True, kw_only=True)
class Endpoint:
    """How the Kubernetes API is reached: `name` inside (port 6443), the public label outside (port 443)."""

    name: str
    zone: str
    record: str
    address: str
    internal_lb: str
    internal_frontend: str
    public_lb: str
    public_frontend: str
    backend_pool: str
    public_ip: str
    label: str
    public: bool
    """False: a private cluster, with the name inside alone."""


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
