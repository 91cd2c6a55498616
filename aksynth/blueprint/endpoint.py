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
    health_path: str
    """What the load balancers ask an API server for, which must answer 200."""
    public: PublicEndpoint | None


_READY = "/readyz"
_READY_WITHOUT_VAULT = f"{_READY}?exclude=kms-provider-0&exclude=kms-provider-1"
"""While the vault is out of reach, all API servers would be unready, although those that run have the keys of Secrets
in memory. One that starts without the vault is unready by `informer-sync` still, because it cannot list Secrets.
Without automatic reload each provider has its own check, two during a rotation. The name of one that does not exist is
ignored: k8s.io/apiserver v0.36.2, pkg/server/config.go, pkg/server/healthz/healthz.go and
pkg/server/options/encryptionconfig/config.go. A probe of Azure sends the query as it is: HashiCorp's Vault cluster for
Azure has one, hashicorp/terraform-azurerm-vault-starter."""
ALL_ZONES = ("1", "2", "3")
"""Azure accepts one zone for a public address, or all: https://learn.microsoft.com/azure/reliability/reliability-public-ip"""


def endpoint(names: Names, address: str, *, public: bool, in_zones: bool, with_plugins: bool) -> Endpoint:
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
        health_path=_READY_WITHOUT_VAULT if with_plugins else _READY,
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
