"""The HTTP proxy of nodes, and what they reach without it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from aksynth.apimodel import ApiModel
from aksynth.blueprint.network import Network
from aksynth.blueprint.pod_network import PodNetwork
from aksynth.catalog import clouds
from aksynth.defaults.ranges import network as known

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
    ranges = (network.address_space, *_apart(network), network.service_cidr, pods.cluster_cidr)
    found = (*_MACHINE, api_name, *filter(None, ranges), *_vaults(model), *(written.no_proxy or ()))
    return Proxy(
        http=written.http_proxy,
        https=written.https_proxy or written.http_proxy,
        direct=tuple(dict.fromkeys(found)),
    )


def _apart(network: Network) -> Iterator[str]:
    """Subnets outside of the range of the network that the model names."""
    whole = known(network.address_space)
    for subnet in network.subnets:
        prefix = known(subnet.prefix)
        if prefix and not (whole and prefix.subnet_of(whole)):
            yield subnet.prefix


def _vaults(model: ApiModel) -> tuple[str, ...]:
    """Their domain. Vaults of the cluster admit its subnets, and not a proxy. Where they admit public ranges instead,
    the address of the proxy is in one of them. Registries store layers in blobs of others, so blobs are no domain."""
    return () if model.properties.aksynth.vnet.egress_ranges else (f".{clouds.of(model.location).vault_suffix}",)
