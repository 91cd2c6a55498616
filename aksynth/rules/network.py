"""Ranges and addresses."""

from __future__ import annotations

from collections.abc import Iterator
from ipaddress import IPv4Address, IPv4Network

from aksynth.addresses import NoRoomError, availability_set_masters
from aksynth.apimodel import ApiModel, Fault, defaults
from aksynth.apimodel.json_reader import Path
from aksynth.rules.registry import AKSYNTH, CONFIG, MASTER, POOLS, rule

_VNET = IPv4Network(defaults.VNET)
_LARGEST_VNET = 65536


def _network(text: str | None) -> IPv4Network | None:
    try:
        return IPv4Network(text or "")
    except ValueError:
        return None


def _ranges(model: ApiModel) -> Iterator[tuple[str, Path, str]]:
    """Rule, path and text of every CIDR."""
    config = model.properties.orchestrator_profile.kubernetes_config
    access = model.properties.aksynth.access
    if config.cluster_subnet:
        yield "V44", (*CONFIG, "clusterSubnet"), config.cluster_subnet
    if config.service_cidr:
        yield "V47", (*CONFIG, "serviceCidr"), config.service_cidr
    source = model.properties.master_profile.http_source_address_prefix
    if source and source != "*":
        yield "A30", (*MASTER, "HTTPSourceAddressPrefix"), source
    for key, values in (("apiRanges", access.api_ranges), ("sshRanges", access.ssh_ranges)):
        for i, value in enumerate(values or []):
            yield "A30", (*AKSYNTH, "access", key, i), value


def _wrong_ranges(model: ApiModel, id_: str) -> Iterator[Fault]:
    for rule_id, path, text in _ranges(model):
        if rule_id == id_ and not _network(text):
            yield Fault(rule=id_, path=path, message="this is no IPv4 range", value=repr(text), advice=_meant(text))


def _meant(text: str) -> str:
    try:
        return f"did you mean {IPv4Network(text, strict=False)}? The part behind the prefix must be zero"
    except ValueError:
        return "write a range such as 198.51.100.0/24"


@rule("V44")
def cluster_subnet(model: ApiModel) -> Iterator[Fault]:
    yield from _wrong_ranges(model, "V44")


@rule("V47")
def service_cidr(model: ApiModel) -> Iterator[Fault]:
    yield from _wrong_ranges(model, "V47")


@rule("A30")
def access_ranges(model: ApiModel) -> Iterator[Fault]:
    yield from _wrong_ranges(model, "A30")


@rule("A31")
def open_access(model: ApiModel) -> Iterator[Fault]:
    for rule_id, path, text in _ranges(model):
        if rule_id == "A30" and text == "0.0.0.0/0":
            message = "the whole internet reaches this"
            advice = "narrow it to the addresses of those who need it"
            yield Fault(rule="A31", path=path, message=message, advice=advice, severity="warning")


@rule("V45")
def subnet_prefix(model: ApiModel) -> Iterator[Fault]:
    text = model.properties.orchestrator_profile.kubernetes_config.cluster_subnet
    subnet = _network(text)
    if subnet and subnet.prefixlen > 23:
        message = "every pod has an address of this subnet"
        path = (*CONFIG, "clusterSubnet")
        yield Fault(rule="V45", path=path, message=message, value=repr(text), allowed="a prefix of /23 or shorter")


@rule("A32")
def subnet_in_vnet(model: ApiModel) -> Iterator[Fault]:
    text = model.properties.orchestrator_profile.kubernetes_config.cluster_subnet
    subnet = _network(text)
    if subnet and not subnet.subnet_of(_VNET):
        message = "the virtual network made for the cluster does not hold this subnet"
        path = (*CONFIG, "clusterSubnet")
        yield Fault(rule="A32", path=path, message=message, value=repr(text), allowed=f"a part of {_VNET}")


@rule("A33")
def overlap(model: ApiModel) -> Iterator[Fault]:
    config = model.properties.orchestrator_profile.kubernetes_config
    subnet = _network(config.cluster_subnet or defaults.CLUSTER_SUBNET)
    services = _network(config.service_cidr or defaults.SERVICE_CIDR)
    if subnet and services and subnet.overlaps(services):
        yield Fault(
            rule="A33",
            path=(*CONFIG, "serviceCidr" if config.service_cidr else "clusterSubnet"),
            message=f"Services ({services}) and nodes ({subnet}) would share addresses",
            advice="move one of serviceCidr and clusterSubnet",
        )


@rule("V46")
def service_pair(model: ApiModel) -> Iterator[Fault]:
    config = model.properties.orchestrator_profile.kubernetes_config
    if bool(config.service_cidr) != bool(config.dns_service_ip):
        missing = "dnsServiceIP" if config.service_cidr else "serviceCidr"
        message = f"{missing} must be written too: one fixes the other"
        yield Fault(rule="V46", path=CONFIG, message=message, advice="write both or neither")


@rule("V48")
def dns_service_ip(model: ApiModel) -> Iterator[Fault]:
    config = model.properties.orchestrator_profile.kubernetes_config
    services = _network(config.service_cidr or defaults.SERVICE_CIDR)
    text = config.dns_service_ip or defaults.DNS_SERVICE_IP
    if not services or bool(config.service_cidr) != bool(config.dns_service_ip) or services.num_addresses < 16:
        return
    if text != str(services.network_address + 10):
        yield Fault(
            rule="V48",
            path=(*CONFIG, "dnsServiceIP"),
            message="kubeadm gives the cluster's DNS the tenth address of the service range",
            value=repr(text),
            allowed=str(services.network_address + 10),
        )


@rule("A34")
def service_size(model: ApiModel) -> Iterator[Fault]:
    text = model.properties.orchestrator_profile.kubernetes_config.service_cidr
    services = _network(text)
    if services and not 12 <= services.prefixlen <= 24:
        message = "Kubernetes takes no service range of this size"
        path = (*CONFIG, "serviceCidr")
        yield Fault(rule="A34", path=path, message=message, value=repr(text), allowed="a prefix from /12 to /24")


@rule("V9")
def ip_address_counts(model: ApiModel) -> Iterator[Fault]:
    profiles = [(MASTER, model.properties.master_profile.ip_address_count)]
    profiles += [((*POOLS, i), p.ip_address_count) for i, p in enumerate(model.properties.agent_pool_profiles)]
    for path, count in profiles:
        if count and not 11 <= count <= 256:
            yield Fault(
                rule="V9",
                path=(*path, "ipAddressCount"),
                message="one address is the machine's and the others are for its pods",
                value=str(count),
                allowed="11 to 256; a machine holds no more, and ten pods are its own daemons and little else",
            )


def _count(written: int | None) -> int:
    return written or defaults.IP_ADDRESS_COUNT


@rule("A35")
def room_for_masters(model: ApiModel) -> Iterator[Fault]:
    master = model.properties.master_profile
    subnet = _network(model.properties.orchestrator_profile.kubernetes_config.cluster_subnet or defaults.CLUSTER_SUBNET)
    if not subnet or subnet.prefixlen > 23 or master.count not in (1, 3, 5):
        return
    try:
        availability_set_masters(subnet, master.count, _count(master.ip_address_count))
    except NoRoomError as error:
        path = (*MASTER, "ipAddressCount")
        yield Fault(rule="A35", path=path, message=str(error), advice="lower ipAddressCount or widen clusterSubnet")


@rule("A36")
def room_for_everybody(model: ApiModel) -> Iterator[Fault]:
    properties = model.properties
    subnet = _network(properties.orchestrator_profile.kubernetes_config.cluster_subnet or defaults.CLUSTER_SUBNET)
    master = properties.master_profile
    needed = master.count * _count(master.ip_address_count) + 1
    needed += sum(pool.count * _count(pool.ip_address_count) for pool in properties.agent_pool_profiles)
    room = min(subnet.num_addresses - 5, _LARGEST_VNET) if subnet else needed
    if needed > room:
        yield Fault(
            rule="A36",
            path=(*CONFIG, "clusterSubnet"),
            message=f"masters, agents and pods need {needed} addresses, and there are {room}",
            advice="widen clusterSubnet, lower count or ipAddressCount; a virtual network has 65,536 at most",
        )


@rule("A37")
def computed_address(model: ApiModel) -> Iterator[Fault]:
    text = model.properties.master_profile.first_consecutive_static_ip
    path = (*MASTER, "firstConsecutiveStaticIP")
    if not text:
        return
    try:
        IPv4Address(text)
    except ValueError:
        yield Fault(rule="A37", path=path, message="this is no IPv4 address", value=repr(text))
        return
    yield Fault(
        rule="A37",
        path=path,
        message="in a virtual network made for the cluster this is computed, as AKS Engine did",
        value=repr(text),
        advice="remove it",
        severity="warning",
    )
