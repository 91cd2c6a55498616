"""Who may reach the API, the machines and the vaults from outside."""

from __future__ import annotations

from dataclasses import dataclass
from ipaddress import IPv4Network

from aksynth.addresses import opens_vaults
from aksynth.apimodel import ApiModel


@dataclass(frozen=True, kw_only=True)
class Access:
    """Who may reach the cluster. If `api_ranges` is None, a Terraform variable sets them. If it is empty, no range is
    allowed.

    `vault_ranges` are those among them that `aksynth.addresses.opens_vaults`."""

    api_ranges: tuple[str, ...] | None
    vault_ranges: tuple[str, ...] | None = None
    ssh_ranges: tuple[str, ...]
    vault_readers: tuple[str, ...]


def access(model: ApiModel) -> Access:
    """`HTTPSourceAddressPrefix` wins over `access.apiRanges`; `*`, AKS Engine's own default, counts as not given.

    A private cluster needs no range: its API is open to the virtual network.
    """
    written = model.properties.aksynth.access
    is_private = model.properties.orchestrator_profile.kubernetes_config.private_cluster.enabled is True
    ranges = _http_source(model) or tuple(written.api_ranges or ()) or (() if is_private else None)
    return Access(
        api_ranges=ranges,
        vault_ranges=None if ranges is None else tuple(r for r in ranges if opens_vaults(IPv4Network(r))),
        ssh_ranges=tuple(written.ssh_ranges or ()),
        vault_readers=tuple(written.vault_readers or ()),
    )


def _http_source(model: ApiModel) -> tuple[str, ...]:
    prefix = model.properties.master_profile.http_source_address_prefix
    return () if not prefix or prefix == "*" else (prefix,)


def ssh_keys(model: ApiModel) -> tuple[str, ...]:
    """Those of the administrator of all nodes."""
    keys = (key.key_data.strip() for key in model.properties.linux_profile.ssh.public_keys)
    return tuple(key for key in keys if key)
