"""The HTTP proxy of nodes, and what they reach without it."""

from __future__ import annotations

from dataclasses import dataclass

from aksynth.apimodel import ApiModel
from aksynth.blueprint.network import Network
from aksynth.blueprint.pod_network import PodNetwork
from aksynth.catalog import clouds

_MACHINE = ("localhost", "127.0.0.1", "169.254.169.254", "168.63.129.16", ".svc", ".cluster.local")
"""The machine itself, the metadata service, the wire server, and Services."""


@dataclass(frozen=True, kw_only=True)
class Proxy:
    """`http` and `https` are the addresses of the proxy for URLs of this scheme. `direct` is what nodes reach without
    it: hosts, .domains, addresses and ranges."""

    http: str
    https: str
    direct: tuple[str, ...]


def proxy(model: ApiModel, network: Network, pods: PodNetwork, api_name: str) -> Proxy | None:
    written = model.properties.aksynth.http_proxy
    if not written.http_proxy:
        return None
    ranges = (network.address_space, network.service_cidr, pods.cluster_cidr)
    found = (*_MACHINE, api_name, *filter(None, ranges), *_services(model), *(written.no_proxy or ()))
    return Proxy(
        http=written.http_proxy,
        https=written.https_proxy or written.http_proxy,
        direct=tuple(dict.fromkeys(found)),
    )


def _services(model: ApiModel) -> tuple[str, ...]:
    """Domains of vaults and storage accounts. They admit the subnets of the cluster, and not a proxy. Where vaults
    admit public ranges instead, the address of the proxy is in one of them."""
    cloud = clouds.of(model.location)
    vaults = () if model.properties.aksynth.vnet.egress_ranges else (f".{cloud.vault_suffix}",)
    return (*vaults, f".{cloud.blob_suffix}")
