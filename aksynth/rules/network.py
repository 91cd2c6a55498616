"""Ranges of machines, pods and Services."""

from __future__ import annotations

from collections.abc import Iterator
from ipaddress import IPv4Network

from aksynth.defaults import ranges
from aksynth.rules.case import CONFIG, MASTER, Case
from aksynth.rules.paths import VNET, K, M
from aksynth.rules.range_text import ipv4, no_range
from aksynth.rules.registry import AKS_ENGINE, AKSYNTH, KUBERNETES, Finding, rule, shown


@rule(
    "V44",
    wrong={K + "clusterSubnet": "10.1.2.3/16"},
    right={K + "clusterSubnet": "10.1.0.0/16"},
    advice="write a CIDR, such as 10.1.0.0/16",
)
def cluster_subnet(case: Case) -> Iterator[Finding]:
    """clusterSubnet must be an IPv4 CIDR."""
    yield from no_range((*CONFIG, "clusterSubnet"), ipv4(case, case.config.cluster_subnet))


@rule(
    "V45",
    wrong={K + "clusterSubnet": "10.1.0.0/24"},
    right={K + "clusterSubnet": "10.1.0.0/23"},
    advice="use a shorter prefix",
)
def subnet_prefix(case: Case) -> Iterator[Finding]:
    """With Azure CNI, clusterSubnet must be /23 or larger.

    Every pod has an address in this subnet.
    """
    subnet = ranges.network(case.config.cluster_subnet)
    if case.plugin.pods_in_subnet and not case.custom_vnet and subnet and subnet.prefixlen > 23:
        allowed = "a prefix of /23 or shorter"
        yield Finding(
            (*CONFIG, "clusterSubnet"), "every pod needs an address in this subnet", shown(str(subnet)), allowed
        )


@rule(
    "A32",
    wrong={K + "clusterSubnet": "192.168.0.0/16"},
    right={K + "clusterSubnet": "10.192.0.0/16"},
    advice="use a part of 10.0.0.0/8, or use an existing virtual network",
    source=AKSYNTH,
)
def subnet_in_vnet(case: Case) -> Iterator[Finding]:
    """clusterSubnet must be inside the virtual network that is created for the cluster.

    The range of this network is 10.0.0.0/8, as in AKS Engine.
    """
    subnet = ranges.network(case.config.cluster_subnet)
    if case.custom_vnet or not case.plugin.pods_in_subnet or not subnet or subnet.subnet_of(ranges.VNET):
        return
    message = "this range is outside the virtual network that is created for the cluster"
    yield Finding((*CONFIG, "clusterSubnet"), message, shown(str(subnet)), f"a part of {ranges.VNET}")


@rule(
    "A186",
    wrong={M + "availabilityProfile": "VirtualMachineScaleSets", K + "clusterSubnet": "10.224.0.0/12"},
    right={M + "availabilityProfile": "VirtualMachineScaleSets"},
    warns=True,
    source=AKS_ENGINE,
    advice="remove the field, or use an existing virtual network",
)
def fixed_subnets(case: Case) -> Iterator[Finding]:
    """clusterSubnet should not be set with Azure CNI and masters of a scale set, unless the virtual network exists.

    Masters and agents have two subnets, whose ranges are fixed.
    """
    written = case.written_config.cluster_subnet
    default = case.plugin.pod_range
    if case.custom_vnet or not case.masters_in_scale_set or not case.plugin.pods_in_subnet:
        return
    if written and written != default:
        message = f"the subnets are {ranges.OTHER_SUBNET} for masters and {ranges.AGENT_SUBNET} for agents"
        yield Finding((*CONFIG, "clusterSubnet"), message, shown(written))


def machine_ranges(case: Case) -> Iterator[tuple[str, IPv4Network]]:
    """Of an owned virtual network only the subnets count: the AKS Engine defaults put Services beside them."""
    if not case.custom_vnet:
        if not case.plugin.pods_in_subnet or case.masters_in_scale_set:
            yield "the subnet of the machines", ranges.OTHER_SUBNET
        if case.masters_in_scale_set:
            yield "the subnet of the agents", ranges.AGENT_SUBNET
        return
    vnet = ranges.network(case.masters.vnet_cidr)
    if vnet:
        yield "vnetCidr", vnet
        return
    for id_, cidr in (case.aksynth.subnets or {}).items():
        if found := ranges.network(cidr):
            yield f"subnet {id_.rpartition('/')[2]}", found


def used_ranges(case: Case) -> Iterator[tuple[str, IPv4Network]]:
    """Of machines, Services and pods."""
    yield from machine_ranges(case)
    for what, text in (("Services", case.config.service_cidr), ("pods", case.config.cluster_subnet)):
        found = ranges.network(text)
        if found:
            yield what, found


@rule(
    "A33",
    wrong={K + "clusterSubnet": "10.0.0.0/12"},
    right={K + "clusterSubnet": "10.16.0.0/12"},
    advice="change one of the two ranges",
    source=KUBERNETES,
)
def overlaps(case: Case) -> Iterator[Finding]:
    """The ranges of Services, pods and machines must not overlap.

    Traffic to an address in two ranges would reach one of the two at random.
    """
    services = ranges.network(case.config.service_cidr)
    pods = ranges.network(case.config.cluster_subnet)
    if case.plugin.pods_in_subnet and case.custom_vnet:
        pods = None
    here = (*CONFIG, "serviceCidr" if case.written_config.service_cidr else "clusterSubnet")
    if services and pods and services.overlaps(pods):
        written = services if here[-1] == "serviceCidr" else pods
        yield Finding(
            here, f"the ranges of Services ({services}) and clusterSubnet ({pods}) overlap", shown(str(written))
        )
    for what, place in machine_ranges(case):
        for name, inside in (("Services", services), ("pods", None if case.plugin.pods_in_subnet else pods)):
            if inside and inside.overlaps(place):
                key = "serviceCidr" if name == "Services" else "clusterSubnet"
                yield Finding(
                    (*CONFIG, key), f"the ranges of {name} ({inside}) and {what} ({place}) overlap", shown(str(inside))
                )


@rule(
    "A73",
    wrong={M + "vnetCidr": "10.0.0.0/8"},
    right=VNET,
    warns=True,
    source=AKSYNTH,
    advice="remove the field, or set vnetSubnetID too",
)
def idle_vnet_fields(case: Case) -> Iterator[Finding]:
    """Fields of a custom virtual network require vnetSubnetID.

    AKS Engine silently ignored them if it created the network.
    """
    masters = case.written.properties.master_profile
    if masters.vnet_subnet_id:
        return
    for key, value in (("vnetCidr", masters.vnet_cidr), ("agentVnetSubnetID", masters.agent_vnet_subnet_id)):
        if value:
            yield Finding((*MASTER, key), "this field has no effect without vnetSubnetID", shown(value))


@rule(
    "A37",
    wrong={M + "firstConsecutiveStaticIP": "10.1.1.1"},
    right={M + "firstConsecutiveStaticIP": "10.255.255.5"},
    advice="remove the field",
    source=AKSYNTH,
    warns=True,
)
def computed_address(case: Case) -> Iterator[Finding]:
    """firstConsecutiveStaticIP should be set only with a custom virtual network.

    Otherwise the addresses of the masters are computed. AKS Engine silently replaced the value.
    """
    written = case.written.properties.master_profile.first_consecutive_static_ip
    if not case.custom_vnet and written and written != case.masters.first_consecutive_static_ip:
        computed = case.masters.first_consecutive_static_ip
        message = f"{computed} is used instead, which is computed from the subnet"
        yield Finding((*MASTER, "firstConsecutiveStaticIP"), message, shown(written))
