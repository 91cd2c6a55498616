"""Private endpoints of vaults and storage."""

from __future__ import annotations

from collections.abc import Iterator
from ipaddress import IPv4Address, IPv4Network

from aksynth.addresses import AddressCapacityError, first_usable, last_usable
from aksynth.apimodel.private_endpoints import PrivateEndpointsProfile
from aksynth.catalog import clouds
from aksynth.defaults import ranges
from aksynth.defaults.master_addresses import borrowed, master_addresses
from aksynth.defaults.private_endpoints import ENDPOINTS, first_address, only_private
from aksynth.resource_id import ResourceId
from aksynth.rules.borrowed import refers_to
from aksynth.rules.case import AKSYNTH_PATH, Case
from aksynth.rules.network import used_ranges
from aksynth.rules.paths import SUBNET, VNET, X
from aksynth.rules.registry import AKSYNTH, AZURE, Finding, rule, shown

_E = X + "privateEndpoints."
_HERE = (*AKSYNTH_PATH, "privateEndpoints")
_SMALLEST = 28
_IN_VNET = {**VNET, _E + "subnetId": SUBNET + "masters", _E + "firstConsecutiveStaticIP": "10.239.3.0"}
_ZONES = SUBNET.partition("virtualNetworks")[0] + "privateDnsZones/"


def _endpoints(case: Case) -> PrivateEndpointsProfile:
    return case.aksynth.private_endpoints


@rule(
    "A240",
    wrong={_E + "prefix": "10.239.0.0/29"},
    right={_E + "prefix": "10.239.0.0/28"},
    source=AZURE,
    advice=f"choose a range such as {ranges.ENDPOINTS}, which no other subnet has",
)
def endpoints_prefix(case: Case) -> Iterator[Finding]:
    """The subnet of private endpoints must be a /28 or larger in the virtual network, and must not overlap others."""
    text, here = _endpoints(case).prefix, (*_HERE, "prefix")
    if not text or not _endpoints(case).enabled or case.custom_vnet:
        return
    found = ranges.network(text)
    if not found or found.prefixlen > _SMALLEST or not found.subnet_of(ranges.VNET):
        yield Finding(here, "private endpoints cannot use this range", shown(text), f"a /28 or larger in {ranges.VNET}")
        return
    bastion = ranges.network(case.aksynth.bastion.prefix)
    for what, other in (*used_ranges(case), *([("Azure Bastion", bastion)] if bastion else [])):
        if found.overlaps(other):
            yield Finding(here, f"this range overlaps that of {what} ({other})", shown(text))


@rule(
    "A241",
    wrong={**VNET, _E + "enabled": True},
    right=_IN_VNET,
    source=AKSYNTH,
    advice="set prefix in a new virtual network, and subnetId with firstConsecutiveStaticIP in an existing one",
)
def endpoints_place(case: Case) -> Iterator[Finding]:
    """Private endpoints must have a new subnet in a new virtual network, and addresses of an existing subnet otherwise.

    aksynth never changes an existing virtual network.
    """
    written = _endpoints(case)
    place, first = written.subnet_id, written.first_consecutive_static_ip
    if first and not place:
        yield Finding((*_HERE, "firstConsecutiveStaticIP"), "subnetId is missing", shown(first))
    if not written.enabled:
        return
    if case.custom_vnet and written.prefix:
        yield Finding((*_HERE, "prefix"), "the virtual network exists: set subnetId", shown(written.prefix))
    elif case.custom_vnet and not place:
        yield Finding((*_HERE, "subnetId"), "the virtual network exists, and subnetId is missing")
    if place and not case.custom_vnet:
        yield Finding((*_HERE, "subnetId"), "the virtual network does not exist: set prefix", shown(place))


@rule(
    "A242",
    wrong={**_IN_VNET, _E + "firstConsecutiveStaticIP": "10.239.0.5"},
    right=_IN_VNET,
    source=AZURE + "virtual-network/ip-services/private-ip-addresses",
    advice="use the first of six free addresses near the end of the subnet",
)
def endpoints_addresses(case: Case) -> Iterator[Finding]:
    """The six addresses of private endpoints must be usable addresses of the subnet that no machine gets.

    Azure gives the lowest free addresses to machines, which exist before the endpoints.
    """
    id_, text = _endpoints(case).subnet_id, _endpoints(case).first_consecutive_static_ip
    if not _endpoints(case).enabled or not case.custom_vnet or not id_:
        return
    here, first = (*_HERE, "firstConsecutiveStaticIP"), first_address(case.model)
    if not text:
        yield Finding(here, "firstConsecutiveStaticIP is missing")
    elif first is None:
        yield Finding(here, "this is not an IPv4 address", shown(text))
    else:
        for problem in _problems(case, id_, first):
            yield Finding(here, problem, shown(text), f"the first of {ENDPOINTS} free addresses", _advice(case, id_))


def _problems(case: Case, id_: str, first: IPv4Address) -> Iterator[str]:
    wanted = {first + i for i in range(ENDPOINTS)}
    subnet = borrowed(case.model, id_)
    if subnet and not (first_usable(subnet) <= first and first + ENDPOINTS - 1 <= last_usable(subnet)):
        yield f"the addresses {first} to {first + ENDPOINTS - 1} are not usable addresses of {subnet}"
    elif subnet and first < _lowest(case, id_, subnet):
        yield f"machines and pods get the addresses of {subnet} below {_lowest(case, id_, subnet)}"
    if _has_masters(case, id_) and wanted & _of_masters(case):
        yield f"{min(wanted & _of_masters(case))} is an address of masters, load balancer or jumpbox"


def _advice(case: Case, id_: str) -> str:
    """The highest addresses that fit, if there are any."""
    subnet = borrowed(case.model, id_)
    if not subnet:
        return ""
    masters = _of_masters(case) if _has_masters(case, id_) else set()
    for last in range(int(last_usable(subnet)), int(_lowest(case, id_, subnet)) + ENDPOINTS - 2, -1):
        if not {IPv4Address(last - i) for i in range(ENDPOINTS)} & masters:
            return f"{IPv4Address(last - ENDPOINTS + 1)} fits"
    return "use a larger subnet, or one without machines"


def _has_masters(case: Case, id_: str) -> bool:
    return id_.lower() == (case.masters.vnet_subnet_id or "").lower()


def _lowest(case: Case, id_: str, subnet: IPv4Network) -> IPv4Address:
    """Above it are none of the addresses that Azure gives to machines by itself."""
    inside = [pool for _, pool in case.pools() if (pool.vnet_subnet_id or "").lower() == id_.lower()]
    needed = sum(pool.count * (pool.ip_address_count or 1) for pool in inside)
    if _has_masters(case, id_):
        needed += case.masters.count * (case.masters.ip_address_count or 1) + 1
    return first_usable(subnet) + needed


def _of_masters(case: Case) -> set[IPv4Address]:
    try:
        found = master_addresses(case.model)
    except AddressCapacityError:
        return set()
    pods = (pod for pods in found.secondary for pod in pods)
    return {*found.primary, *pods, found.load_balancer, *([found.jumpbox] if found.jumpbox else [])}


@rule(
    "A243",
    wrong={_E + "enabled": True, _E + "vaultZoneId": _ZONES + "example.com"},
    right={_E + "enabled": True, _E + "vaultZoneId": _ZONES + "privatelink.vaultcore.azure.net"},
    source=AZURE + "private-link/private-endpoint-dns",
    advice="run az network private-dns zone show --query id to get the id",
)
def endpoints_zones(case: Case) -> Iterator[Finding]:
    """`vaultZoneId` and `blobZoneId` must be ids of the private DNS zones that Azure names for these services."""
    cloud, written = clouds.of(case.model.location), _endpoints(case)
    zones = {
        "vaultZoneId": (written.vault_zone_id, cloud.vault_zone),
        "blobZoneId": (written.blob_zone_id, cloud.blob_zone),
    }
    for key, (text, name) in zones.items():
        found = ResourceId.find_here(text or "")
        other_name = found is not None and found.name.lower() != name
        if text and (other_name or not refers_to(text, "privateDnsZones")):
            yield Finding((*_HERE, key), "this is not the id of that zone", shown(text), f"the id of a zone {name}")


@rule(
    "A244",
    wrong={**_IN_VNET, X + "vnet.egressRanges": ["198.51.100.7/32"], X + "backup.enabled": False},
    right=_IN_VNET,
    source=AKSYNTH,
    advice="remove egressRanges, or set privateEndpoints.enabled to false",
)
def endpoints_or_ranges(case: Case) -> Iterator[Finding]:
    """`vnet.egressRanges` must not be set with private endpoints, unless `publicNetworkAccess` is true.

    Machines reach the vaults by their endpoints, and the vaults have no public network access.
    """
    if only_private(case.model) and case.aksynth.vnet.egress_ranges:
        yield Finding((*AKSYNTH_PATH, "vnet", "egressRanges"), "the vaults are reached by private endpoints")
