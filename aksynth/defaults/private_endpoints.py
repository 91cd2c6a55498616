"""The first address of the private endpoints, and whether machines depend on them."""

from __future__ import annotations

from ipaddress import AddressValueError, IPv4Address

from aksynth.addresses import first_usable
from aksynth.apimodel import ApiModel
from aksynth.defaults import ranges

ENDPOINTS = 6
"""The number of addresses: one for each vault that a cluster can have, and one for the storage account."""


def first_address(model: ApiModel) -> IPv4Address | None:
    """Of a filled model. None without private endpoints, or if the address or range is invalid."""
    written = model.properties.aksynth.private_endpoints
    if not written.enabled:
        return None
    if written.subnet_id:
        return _address(written.first_consecutive_static_ip or "")
    prefix = ranges.network(written.prefix)
    return first_usable(prefix) if prefix else None


def only_private(model: ApiModel) -> bool:
    """Whether the machines of a filled model reach vaults and storage by private endpoints alone."""
    written = model.properties.aksynth.private_endpoints
    return written.enabled is True and written.public_network_access is not True


def _address(text: str) -> IPv4Address | None:
    try:
        return IPv4Address(text)
    except AddressValueError:
        return None
