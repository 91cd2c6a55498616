"""Plugins, and ranges inside and outside Kubernetes."""

from __future__ import annotations

from collections.abc import Iterator
from ipaddress import IPv4Network

from aksynth.apimodel.json_reader import Path
from aksynth.defaults import ranges
from aksynth.rules.case import CONFIG, EXTRAS, LINUX, MASTER, Case
from aksynth.rules.paths import VNET, A, K, L, M, P, X
from aksynth.rules.registry import AKSYNTH, KUBERNETES, Finding, rule, shown

_PAIRS = {
    ("azure", ""),
    ("azure", "azure"),
    ("kubenet", ""),
    ("cilium", "cilium"),
    ("kubenet", "calico"),
    ("azure", "calico"),
    ("antrea", "antrea"),
    ("azure", "antrea"),
}


@rule(
    "V62",
    wrong={K + "networkPlugin": "kubenet", K + "networkPolicy": "cilium"},
    right={K + "networkPolicy": "cilium"},
    advice="leave networkPlugin out: it follows from the policy",
)
def plugin_and_policy(case: Case) -> Iterator[Finding]:
    """Network plugin and policy work together."""
    plugin, policy = case.config.network_plugin or "", case.config.network_policy or ""
    known = {p for p, _ in _PAIRS}, {p for _, p in _PAIRS}
    if plugin in known[0] and policy in known[1] and (plugin, policy) not in _PAIRS:
        fitting = ", ".join(sorted(p or "none" for q, p in _PAIRS if q == plugin))
        message = f"plugin {plugin} does not work with this policy"
        yield Finding((*CONFIG, "networkPolicy"), message, shown(policy), f"with {plugin}: {fitting}")


@rule(
    "V63",
    wrong={
        K + "networkPolicy": "calico",
        A + "osType": "Windows",
        P + "windowsProfile": {"adminUsername": "azureuser", "adminPassword": "replacepassword1234$"},
    },
    right={K + "networkPolicy": "calico", A + "osType": "Linux"},
    advice="remove the policy or the Windows pool",
)
def policy_and_windows(case: Case) -> Iterator[Finding]:
    """Calico, Cilium and Antrea run on Linux nodes."""
    policy = case.config.network_policy
    windows = any(pool.os_type == "Windows" for _, pool in case.pools())
    if windows and policy in ("calico", "cilium", "antrea"):
        yield Finding((*CONFIG, "networkPolicy"), "this policy engine has no Windows nodes here", shown(policy))


@rule(
    "V64",
    wrong={K + "networkPlugin": "kubenet", K + "networkMode": "bridge"},
    right={K + "networkMode": "transparent"},
    advice="remove networkMode",
)
def network_mode(case: Case) -> Iterator[Finding]:
    """A network mode is for Azure CNI, and Calico needs transparent."""
    mode, here = case.config.network_mode, (*CONFIG, "networkMode")
    if mode and mode not in ("transparent", "bridge"):
        yield Finding(here, "this value is not allowed", shown(mode), "transparent, bridge")
    elif mode and case.config.network_plugin != "azure":
        yield Finding(here, f"plugin {case.config.network_plugin} has no modes", shown(mode))
    elif mode == "bridge" and case.config.network_policy == "calico":
        yield Finding(here, "Calico needs transparent", shown(mode), "transparent")


@rule(
    "V54",
    wrong={P + "featureFlags": {"enableIPv6DualStack": True, "enableIPv6Only": True}},
    right={P + "featureFlags": {"enableIPv6DualStack": True}, K + "networkPlugin": "kubenet"},
    advice="choose one",
)
def ip_families(case: Case) -> Iterator[Finding]:
    """A cluster is dual stack or IPv6 alone, not both; IPv6 alone needs kubenet."""
    flags = case.model.properties.feature_flags
    here = ("properties", "featureFlags", "enableIPv6Only")
    if flags.enable_ipv6_only and flags.enable_ipv6_dual_stack:
        yield Finding(here, "dual stack is switched on too", "true")
    if flags.enable_ipv6_only and case.config.network_plugin != "kubenet":
        yield Finding(here, "IPv6 alone needs kubenet", "true", advice="write networkPlugin kubenet")


def _meant(text: str) -> str:
    try:
        return f"did you mean {IPv4Network(text, strict=False)}? The part behind the prefix must be zero"
    except ValueError:
        return "write a range such as 198.51.100.0/24"


def _no_range(path: Path, text: str | None) -> Iterator[Finding]:
    if text and not ranges.network(text):
        yield Finding(path, "this is no IPv4 range", shown(text), advice=_meant(text))


def _ipv4(case: Case, text: str | None) -> str | None:
    """Of a dual stack cluster's two ranges the first."""
    dual = case.model.properties.feature_flags.enable_ipv6_dual_stack
    return text.split(",")[0] if text and dual else text


@rule(
    "V44", wrong={K + "clusterSubnet": "10.1.2.3/16"}, right={K + "clusterSubnet": "10.1.0.0/16"}, advice="write a CIDR"
)
def cluster_subnet(case: Case) -> Iterator[Finding]:
    """clusterSubnet is a range."""
    yield from _no_range((*CONFIG, "clusterSubnet"), _ipv4(case, case.config.cluster_subnet))


@rule(
    "V47",
    wrong={K + "serviceCidr": "10.2.0.0", K + "dnsServiceIP": "10.2.0.10"},
    right={K + "serviceCidr": "10.2.0.0/16", K + "dnsServiceIP": "10.2.0.10"},
    advice="write a CIDR",
)
def service_cidr(case: Case) -> Iterator[Finding]:
    """serviceCidr is a range."""
    yield from _no_range((*CONFIG, "serviceCidr"), _ipv4(case, case.config.service_cidr))


def _access(case: Case) -> Iterator[tuple[Path, str]]:
    source = case.masters.http_source_address_prefix
    if source and source != "*":
        yield (*MASTER, "HTTPSourceAddressPrefix"), source
    access = case.extras.access
    for key, values in (("apiRanges", access.api_ranges), ("sshRanges", access.ssh_ranges)):
        for i, value in enumerate(values or []):
            yield (*EXTRAS, "access", key, i), value


@rule(
    "A30",
    wrong={X + "access.apiRanges": ["198.51.100.1/24"]},
    right={X + "access.apiRanges": ["198.51.100.0/24"]},
    advice="write a CIDR",
    source=AKSYNTH,
)
def access_ranges(case: Case) -> Iterator[Finding]:
    """Who reaches the cluster is named by ranges."""
    for path, text in _access(case):
        yield from _no_range(path, text)


@rule(
    "A31",
    wrong={X + "access.sshRanges": ["0.0.0.0/0"]},
    right={X + "access.sshRanges": ["198.51.100.0/24"]},
    advice="narrow it to the addresses of those who need it",
    source=AKSYNTH,
    warns=True,
)
def open_access(case: Case) -> Iterator[Finding]:
    """Not the whole internet reaches API or machines."""
    for path, text in _access(case):
        if text == "0.0.0.0/0":
            yield Finding(path, "the whole internet reaches this", shown(text))


@rule("V45", wrong={K + "clusterSubnet": "10.1.0.0/24"}, right={K + "clusterSubnet": "10.1.0.0/23"}, advice="widen it")
def subnet_prefix(case: Case) -> Iterator[Finding]:
    """With Azure CNI clusterSubnet is /23 or wider.

    Every pod has an address of this subnet.
    """
    subnet = ranges.network(case.config.cluster_subnet)
    if case.config.network_plugin == "azure" and not case.custom_vnet and subnet and subnet.prefixlen > 23:
        allowed = "a prefix of /23 or shorter"
        yield Finding(
            (*CONFIG, "clusterSubnet"), "every pod has an address of this subnet", shown(str(subnet)), allowed
        )


@rule(
    "A32",
    wrong={K + "clusterSubnet": "192.168.0.0/16"},
    right={K + "clusterSubnet": "10.192.0.0/16"},
    advice="choose a part of 10.0.0.0/8, or bring a virtual network of your own",
    source=AKSYNTH,
)
def subnet_in_vnet(case: Case) -> Iterator[Finding]:
    """The subnet lies in the virtual network that is made for the cluster.

    That is 10.0.0.0/8, as AKS Engine had it.
    """
    subnet = ranges.network(case.config.cluster_subnet)
    if case.custom_vnet or case.config.network_plugin != "azure" or not subnet or subnet.subnet_of(ranges.VNET):
        return
    message = "the virtual network made for the cluster does not hold this subnet"
    yield Finding((*CONFIG, "clusterSubnet"), message, shown(str(subnet)), f"a part of {ranges.VNET}")


@rule(
    "A33",
    wrong={K + "clusterSubnet": "10.0.0.0/12"},
    right={K + "clusterSubnet": "10.16.0.0/12"},
    advice="move one of them",
    source=KUBERNETES,
)
def overlaps(case: Case) -> Iterator[Finding]:
    """Services, pods and machines have ranges of their own.

    An address in two of them would be reached in one of the two at random.
    """
    services = ranges.network(case.config.service_cidr)
    pods = ranges.network(case.config.cluster_subnet)
    if case.config.network_plugin == "azure" and case.custom_vnet:
        pods = None
    here = (*CONFIG, "serviceCidr" if case.written_config.service_cidr else "clusterSubnet")
    if services and pods and services.overlaps(pods):
        yield Finding(here, f"Services ({services}) and clusterSubnet ({pods}) share addresses", shown(str(services)))
    for what, place in _machine_ranges(case):
        for name, inside in (("Services", services), ("pods", pods if case.config.network_plugin != "azure" else None)):
            if inside and inside.overlaps(place):
                key = "serviceCidr" if name == "Services" else "clusterSubnet"
                yield Finding(
                    (*CONFIG, key), f"{name} ({inside}) and {what} ({place}) share addresses", shown(str(inside))
                )


def _machine_ranges(case: Case) -> Iterator[tuple[str, IPv4Network]]:
    """Of a virtual network made here only the subnets count: AKS Engine's own defaults put Services beside them."""
    if not case.custom_vnet:
        if case.config.network_plugin != "azure" or case.masters_in_scale_set:
            yield "the machines' subnet", ranges.OTHER_SUBNET
        if case.masters_in_scale_set:
            yield "the agents' subnet", ranges.AGENT_SUBNET
        return
    vnet = ranges.network(case.masters.vnet_cidr)
    if vnet:
        yield "vnetCidr", vnet
        return
    for id_, cidr in (case.extras.subnets or {}).items():
        if found := ranges.network(cidr):
            yield f"subnet {id_.rpartition('/')[2]}", found


@rule(
    "V46",
    wrong={K + "serviceCidr": "10.2.0.0/16"},
    right={K + "serviceCidr": "10.2.0.0/16", K + "dnsServiceIP": "10.2.0.10"},
    advice="write both",
)
def service_pair(case: Case) -> Iterator[Finding]:
    """serviceCidr and dnsServiceIP are written together."""
    config = case.written_config
    if bool(config.service_cidr) != bool(config.dns_service_ip):
        there, missing = ("serviceCidr", "dnsServiceIP") if config.service_cidr else ("dnsServiceIP", "serviceCidr")
        yield Finding((*CONFIG, there), f"{missing} must be written too: one fixes the other")


@rule(
    "V48",
    wrong={K + "serviceCidr": "10.2.0.0/16", K + "dnsServiceIP": "10.2.0.20"},
    source=KUBERNETES,
    right={K + "serviceCidr": "10.2.0.0/16", K + "dnsServiceIP": "10.2.0.10"},
    advice="write the tenth address",
)
def dns_service_ip(case: Case) -> Iterator[Finding]:
    """The cluster's DNS has the tenth address of the service range.

    kubeadm gives it this one; AKS Engine took any but the first and the last.
    """
    config, services = case.config, ranges.network(case.config.service_cidr)
    if not services or services.num_addresses < 16 or bool(config.service_cidr) != bool(config.dns_service_ip):
        return
    wanted = str(services.network_address + 10)
    pair = bool(case.written_config.service_cidr) == bool(case.written_config.dns_service_ip)
    if pair and config.dns_service_ip != wanted:
        message = "kubeadm gives the cluster's DNS the tenth address of the service range"
        yield Finding((*CONFIG, "dnsServiceIP"), message, shown(config.dns_service_ip), wanted)


@rule(
    "A34",
    wrong={K + "serviceCidr": "10.2.0.0/28", K + "dnsServiceIP": "10.2.0.10"},
    source=KUBERNETES,
    right={K + "serviceCidr": "10.2.0.0/24", K + "dnsServiceIP": "10.2.0.10"},
    advice="choose another prefix",
)
def service_size(case: Case) -> Iterator[Finding]:
    """The service range is /12 to /24.

    kube-apiserver takes no wider one.
    """
    services = ranges.network(case.config.service_cidr)
    if services and not 12 <= services.prefixlen <= 24:
        message = "the service range has a wrong size"
        yield Finding((*CONFIG, "serviceCidr"), message, shown(str(services)), "a prefix from /12 to /24")


@rule("V162", wrong={L + "eth0MTU": 9000}, right={L + "eth0MTU": 1500}, advice="remove the field")
def mtu(case: Case) -> Iterator[Finding]:
    """The machines' MTU is 1500 or 3900, and is not set with kubenet."""
    value, here = case.model.properties.linux_profile.eth0_mtu, (*LINUX, "eth0MTU")
    if value and value not in (1500, 3900):
        yield Finding(here, "Azure has no such MTU", shown(value), "1500 or 3900")
    elif value and case.config.network_plugin == "kubenet":
        yield Finding(here, "with kubenet the bridge decides", shown(value))


@rule(
    "A73",
    wrong={M + "vnetCidr": "10.0.0.0/8"},
    right=VNET,
    warns=True,
    source=AKSYNTH,
    advice="remove it, or write vnetSubnetID too",
)
def idle_vnet_fields(case: Case) -> Iterator[Finding]:
    """Fields of a custom virtual network stand beside vnetSubnetID.

    AKS Engine read them over in silence where it made the network itself.
    """
    masters = case.written.properties.master_profile
    if masters.vnet_subnet_id:
        return
    for key, value in (("vnetCidr", masters.vnet_cidr), ("agentVnetSubnetID", masters.agent_vnet_subnet_id)):
        if value:
            yield Finding((*MASTER, key), "without vnetSubnetID this has no effect", shown(value))


@rule(
    "A37",
    wrong={M + "firstConsecutiveStaticIP": "10.1.1.1"},
    right={M + "firstConsecutiveStaticIP": "10.255.255.5"},
    advice="remove it",
    source=AKSYNTH,
    warns=True,
)
def computed_address(case: Case) -> Iterator[Finding]:
    """In a virtual network made for the cluster the masters' addresses are computed.

    AKS Engine replaced a written address in silence.
    """
    written = case.written.properties.master_profile.first_consecutive_static_ip
    if not case.custom_vnet and written and written != case.masters.first_consecutive_static_ip:
        computed = case.masters.first_consecutive_static_ip
        message = f"this is replaced by {computed}, which is computed from the subnet"
        yield Finding((*MASTER, "firstConsecutiveStaticIP"), message, shown(written))
