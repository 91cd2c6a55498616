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
    zones: tuple[str, ...]
    """Those of the address."""


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
    zones: tuple[str, ...]
    """Those of the frontend. All, if the masters are in zones: then it works without any one of them."""
    backend_pool: str
    public: PublicEndpoint | None


ALL_ZONES = ("1", "2", "3")
"""Azure accepts one zone for a public address, or all: https://learn.microsoft.com/azure/reliability/reliability-public-ip"""


def endpoint(names: Names, address: str, *, public: bool, in_zones: bool) -> Endpoint:
    """The private name in front of the internal load balancer at `address`, and the public label. Without zones Azure
    chooses a zone: https://azure.microsoft.com/updates/zone-behavior-change"""
    zones = ALL_ZONES if in_zones else ()
    return Endpoint(
        name=f"api.{names.zone}",
        zone=names.zone,
        record="api",
        address=address,
        internal_lb=names.of("k8s-master-internal-lb-{suffix}"),
        internal_frontend=names.of("k8s-master-internal-lbFrontEnd-{suffix}"),
        zones=zones,
        backend_pool=names.of("k8s-master-pool-{suffix}"),
        public=_public(names, zones) if public else None,
    )


def _public(names: Names, zones: tuple[str, ...]) -> PublicEndpoint:
    return PublicEndpoint(
        lb=names.of("k8s-master-lb-{suffix}"),
        frontend=names.of("k8s-master-lbFrontEnd-{suffix}"),
        ip=names.of("k8s-master-ip-{label}-{suffix}"),
        label=names.label,
        zones=zones,
    )
