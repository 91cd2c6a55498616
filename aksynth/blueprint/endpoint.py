"""How the Kubernetes API is reached."""

from __future__ import annotations

from dataclasses import dataclass

from aksynth.blueprint.naming import Names


@dataclass(frozen=True, kw_only=True)
class PublicEndpoint:
    """The public load balancer with its address and DNS label, on port 443."""

    lb: str
    frontend: str
    ip: str
    label: str


@dataclass(frozen=True, kw_only=True)
class Endpoint:
    """How the Kubernetes API is reached: `name` inside (port 6443), the public label outside.

    `public` None: a private cluster, with the name inside alone.
    """

    name: str
    zone: str
    record: str
    address: str
    internal_lb: str
    internal_frontend: str
    backend_pool: str
    public: PublicEndpoint | None


def endpoint(names: Names, address: str, *, public: bool) -> Endpoint:
    """The private name in front of the internal load balancer at `address`, and the public label."""
    return Endpoint(
        name=f"api.{names.zone}",
        zone=names.zone,
        record="api",
        address=address,
        internal_lb=names.of("k8s-master-internal-lb-{suffix}"),
        internal_frontend=names.of("k8s-master-internal-lbFrontEnd-{suffix}"),
        backend_pool=names.of("k8s-master-pool-{suffix}"),
        public=_public(names) if public else None,
    )


def _public(names: Names) -> PublicEndpoint:
    return PublicEndpoint(
        lb=names.of("k8s-master-lb-{suffix}"),
        frontend=names.of("k8s-master-lbFrontEnd-{suffix}"),
        ip=names.of("k8s-master-ip-{label}-{suffix}"),
        label=names.label,
    )
