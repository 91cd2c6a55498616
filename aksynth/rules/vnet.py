"""Custom virtual networks: subnet ids, ranges and the first address."""

from __future__ import annotations

from collections.abc import Iterator
from ipaddress import IPv4Address, IPv4Network

from aksynth.addresses import LARGEST_MASTER_COUNT, opens_vaults
from aksynth.apimodel.vnet import ASSOCIATE, MANUAL
from aksynth.defaults import ranges
from aksynth.resource_id import ResourceId
from aksynth.rules.borrowed import OTHER_FORMS, refers_to, subnet_ids
from aksynth.rules.case import AKSYNTH_PATH, CONFIG, MASTER, Case
from aksynth.rules.paths import SUBNET, VNET, A, K, M, X
from aksynth.rules.registry import AKS_ENGINE, AKSYNTH, AZURE, Finding, rule, shown

_SHAPE = f"/subscriptions/S/resourceGroups/G/providers/Microsoft.Network/virtualNetworks/N/subnets/NAME, {OTHER_FORMS}"
_SCALE_SET = {
    **VNET,
    M + "availabilityProfile": "VirtualMachineScaleSets",
    M + "firstConsecutiveStaticIP": None,
    M + "agentVnetSubnetID": SUBNET + "agents",
}


@rule(
    "V70",
    wrong={**VNET, A + "vnetSubnetID": None, X + "subnets": None},
    right=VNET,
    advice="set vnetSubnetID for masters and all pools, or for none",
)
def all_or_none(case: Case) -> Iterator[Finding]:
    """Masters and all agent pools must be in the custom virtual network, or none of them.

    Machines in two separate networks cannot reach each other.
    """
    if len({bool(machine.vnet_subnet_id) for _, machine in case.machines()}) > 1:
        for path, machine in case.machines():
            if not machine.vnet_subnet_id:
                yield Finding(
                    (*path, "vnetSubnetID"), "vnetSubnetID is missing, and other machines of this cluster have it"
                )


@rule(
    "V71",
    wrong={**VNET, A + "vnetSubnetID": "agents", X + "subnets": None},
    right=VNET,
    source=AZURE,
    advice="run az network vnet subnet show --query id to get the id",
)
def subnet_id_form(case: Case) -> Iterator[Finding]:
    """A subnet must be a resource id, the same without its subscription, or an output of another configuration."""
    for path, id_ in subnet_ids(case):
        if not refers_to(id_, "virtualNetworks/subnets"):
            yield Finding(path, "this is not the id of a subnet", shown(id_), _SHAPE)


@rule(
    "V72",
    wrong={**VNET, A + "vnetSubnetID": SUBNET.replace("ours", "theirs") + "agents", X + "subnets": None},
    right=VNET,
    advice="use subnets of one virtual network",
)
def one_vnet(case: Case) -> Iterator[Finding]:
    """All subnets must be in one virtual network."""
    wanted = ResourceId.find_here(case.masters.vnet_subnet_id or "")
    for path, id_ in subnet_ids(case):
        found = ResourceId.find_here(id_)
        if wanted and found and _network(found, wanted) != _network(wanted, found):
            message = "this subnet is in another virtual network than the subnet of the masters"
            yield Finding(path, message, shown(id_.rpartition("/subnets/")[0]))


def _network(found: ResourceId, other: ResourceId) -> tuple[str, ...]:
    """The names of the virtual network. The subscription is compared only if both ids have one."""
    subscription = found.subscription if other.subscription else ""
    return tuple(part.lower() for part in (subscription, found.resource_group, found.names[0]))


@rule(
    "V73",
    wrong={**VNET, M + "firstConsecutiveStaticIP": None},
    right=VNET,
    advice="set it to a free address in the subnet of the masters, followed by ten free addresses",
)
def first_address(case: Case) -> Iterator[Finding]:
    """Masters of an availability set in a custom virtual network must have a firstConsecutiveStaticIP.

    Master i gets the address that is i higher, and the internal load balancer the one that is ten higher.
    """
    if not case.custom_vnet or case.masters_in_scale_set:
        return
    text, here = case.masters.first_consecutive_static_ip, (*MASTER, "firstConsecutiveStaticIP")
    if not text:
        yield Finding(here, "firstConsecutiveStaticIP is missing")
    elif _address(text) is None:
        yield Finding(here, "this is not an IPv4 address", shown(text))


@rule(
    "A74",
    wrong={**VNET, M + "firstConsecutiveStaticIP": "10.239.0.250"},
    right={**VNET, M + "firstConsecutiveStaticIP": "10.239.0.245"},
    advice="use an address whose last octet is 245 or less",
    source=AKS_ENGINE,
)
def last_octet(case: Case) -> Iterator[Finding]:
    """The last octet of firstConsecutiveStaticIP must be 245 or less.

    AKS Engine counted in the last octet only: master 4 is four higher, and the load balancer ten.
    """
    address = _address(case.masters.first_consecutive_static_ip or "")
    if case.custom_vnet and not case.masters_in_scale_set and address and int(address) & 0xFF > 245:
        message = "the address of the load balancer, ten higher, would have another third octet"
        yield Finding((*MASTER, "firstConsecutiveStaticIP"), message, shown(str(address)))


def _address(text: str) -> IPv4Address | None:
    try:
        return IPv4Address(text)
    except ValueError:
        return None


@rule("V74", wrong={**VNET, M + "vnetCidr": "10.239.0.0"}, right=VNET, advice="write a CIDR, such as 10.239.0.0/16")
def vnet_cidr(case: Case) -> Iterator[Finding]:
    """vnetCidr must be an IPv4 CIDR."""
    text = case.written.properties.master_profile.vnet_cidr
    if text and not ranges.network(text):
        yield Finding((*MASTER, "vnetCidr"), "this is not an IPv4 CIDR", shown(text))


@rule(
    "V75",
    wrong={**_SCALE_SET, M + "firstConsecutiveStaticIP": "10.239.0.5"},
    right=_SCALE_SET,
    advice="remove the field",
)
def no_first_address(case: Case) -> Iterator[Finding]:
    """Masters of a scale set in a custom virtual network must not have a firstConsecutiveStaticIP.

    Their addresses start with the first usable address of the subnet.
    """
    written = case.written.properties.master_profile.first_consecutive_static_ip
    if case.custom_vnet and case.masters_in_scale_set and written:
        yield Finding((*MASTER, "firstConsecutiveStaticIP"), "this must be empty for scale-set masters", shown(written))


@rule(
    "V76",
    wrong={**_SCALE_SET, M + "agentVnetSubnetID": None},
    right=_SCALE_SET,
    advice="set it to the subnet of the agents",
)
def agent_subnet(case: Case) -> Iterator[Finding]:
    """Masters of a scale set in a custom virtual network must have an agentVnetSubnetID."""
    if case.custom_vnet and case.masters_in_scale_set and not case.masters.agent_vnet_subnet_id:
        yield Finding((*MASTER, "agentVnetSubnetID"), "agentVnetSubnetID is missing")


@rule(
    "A75",
    wrong={**_SCALE_SET, A + "vnetSubnetID": SUBNET + "others"},
    right=_SCALE_SET,
    source=AKSYNTH,
    advice="use the same subnet in both fields",
)
def same_agent_subnet(case: Case) -> Iterator[Finding]:
    """agentVnetSubnetID must be the subnet of the agent pools."""
    wanted = (case.masters.agent_vnet_subnet_id or "").lower()
    for path, pool in case.pools():
        if wanted and pool.vnet_subnet_id and pool.vnet_subnet_id.lower() != wanted:
            yield Finding((*path, "vnetSubnetID"), "agentVnetSubnetID names another subnet", shown(pool.vnet_subnet_id))


@rule(
    "A189",
    wrong={
        **_SCALE_SET,
        M + "agentVnetSubnetID": SUBNET + "masters",
        A + "vnetSubnetID": SUBNET + "masters",
        X + "subnets": None,
    },
    right=_SCALE_SET,
    source=AZURE,
    warns=True,
    advice="use another subnet for the agents",
)
def masters_apart(case: Case) -> Iterator[Finding]:
    """Masters of a scale set should be in a subnet without agents.

    A new master gets the addresses after those of the last master. Azure gives the lowest free addresses to agents.
    """
    wanted = (case.masters.vnet_subnet_id or "").lower()
    for path, pool in case.pools():
        shared = wanted and (pool.vnet_subnet_id or "").lower() == wanted
        if shared and case.masters_in_scale_set and case.masters.count < LARGEST_MASTER_COUNT:
            message = "the agents get the addresses that more masters need"
            yield Finding((*path, "vnetSubnetID"), message, shown(pool.vnet_subnet_id))


@rule(
    "A70",
    wrong={**VNET, X + "subnets": {SUBNET + "masters": "10.239.0.7/24"}},
    right=VNET,
    source=AKSYNTH,
    advice="write the id and the CIDR of each subnet, as Azure shows them",
)
def known_subnets(case: Case) -> Iterator[Finding]:
    """Entries of `aksynth.subnets` must be subnets of this cluster with their CIDRs."""
    used = {id_.lower() for _, id_ in subnet_ids(case)}
    for id_, cidr in (case.aksynth.subnets or {}).items():
        here = (*AKSYNTH_PATH, "subnets", id_)
        if id_.lower() not in used:
            yield Finding(here, "no machine in this model uses this subnet", shown(id_))
        elif not ranges.network(cidr):
            yield Finding(here, "this is not an IPv4 CIDR", shown(cidr))


@rule(
    "A76",
    wrong={**VNET, X + "subnets": None},
    right=VNET,
    source=AKSYNTH,
    warns=True,
    advice="add the subnet to properties.aksynth.subnets as {id: CIDR}",
)
def unknown_subnets(case: Case) -> Iterator[Finding]:
    """The ranges of existing subnets should be in `aksynth.subnets`.

    Without them, aksynth cannot check whether masters, pods and load balancer fit.
    """
    told = {id_.lower() for id_ in case.aksynth.subnets or {}}
    seen: set[str] = set()
    for path, id_ in subnet_ids(case):
        if id_.lower() not in told | seen:
            seen.add(id_.lower())
            yield Finding(path, "the range of this subnet is unknown, so its address capacity is not checked")


@rule(
    "A180",
    wrong={**VNET, X + "vnet.egressRanges": ["10.0.0.0/24"], X + "backup.enabled": False},
    right={**VNET, X + "vnet.egressRanges": ["198.51.100.7/32"], X + "backup.enabled": False},
    source=AZURE + "key-vault/general/network-security",
    advice="write the public addresses of the NAT gateway or firewall of the virtual network as CIDRs",
)
def egress_ranges(case: Case) -> Iterator[Finding]:
    """Entries of `aksynth.vnet.egressRanges` must be public IPv4 CIDRs with a prefix of /8 or longer.

    Key vaults see the public address of the outbound traffic, and Azure rejects private ranges in their firewall.
    """
    for i, text in enumerate(case.aksynth.vnet.egress_ranges or []):
        found = ranges.network(text)
        if not found or not opens_vaults(found):
            yield Finding((*AKSYNTH_PATH, "vnet", "egressRanges", i), "this is not a public IPv4 CIDR", shown(text))


@rule(
    "A181",
    wrong={**VNET, X + "vnet.egressRanges": ["198.51.100.7/32"]},
    right={**VNET, X + "vnet.egressRanges": ["198.51.100.7/32"], X + "backup.enabled": False},
    source=AZURE + "storage/common/storage-network-security-ip-address-range",
    advice="set backup.enabled to false, or remove egressRanges and use service endpoints",
)
def backup_by_service_endpoint(case: Case) -> Iterator[Finding]:
    """Snapshots of etcd require service endpoints, which egressRanges replaces.

    The firewall of a storage account ignores public addresses of clients in its own region.
    """
    if case.aksynth.vnet.egress_ranges and case.aksynth.backup.enabled:
        yield Finding((*AKSYNTH_PATH, "vnet", "egressRanges"), "masters could not store snapshots of etcd")


_TABLE = SUBNET.partition("virtualNetworks")[0] + "routeTables/pods"
_KUBENET = {**VNET, K + "networkPlugin": "kubenet"}


@rule(
    "A182",
    wrong={**_KUBENET, X + "vnet.routeTable": "automatic"},
    right={**_KUBENET, X + "vnet.routeTable": _TABLE},
    source=AKSYNTH,
    advice="run az network route-table show --query id to get the id",
)
def route_table(case: Case) -> Iterator[Finding]:
    """`aksynth.vnet.routeTable` must be manual, associate, or the id of a route table.

    An existing table must be in the subscription of the virtual network.
    """
    text, here = case.aksynth.vnet.route_table, (*AKSYNTH_PATH, "vnet", "routeTable")
    if not text or text in (MANUAL, ASSOCIATE):
        return
    if not refers_to(text, "routeTables"):
        yield Finding(here, "this is not the id of a route table", shown(text), f"{MANUAL}, {ASSOCIATE} or an id")
    elif len({_subscription(id_) for id_ in (text, case.masters.vnet_subnet_id or "")} - {""}) > 1:
        yield Finding(here, "this route table is in another subscription than the virtual network", shown(text))


def _subscription(text: str) -> str:
    """ "" if it is that of the cluster, or known to Terraform only."""
    found = ResourceId.find_here(text)
    return found.subscription.lower() if found else ""


@rule(
    "A183",
    wrong={**_KUBENET, X + "vnet.routeTable": "associate", X + "vnet.lookup": False},
    right={**_KUBENET, X + "vnet.routeTable": "associate"},
    source=AKSYNTH,
    advice="remove lookup, or set routeTable to manual",
)
def associate_with_lookup(case: Case) -> Iterator[Finding]:
    """routeTable associate requires lookup.

    A subnet has one route table at most, and only a lookup shows whether it has one already.
    """
    if case.aksynth.vnet.route_table == ASSOCIATE and case.aksynth.vnet.lookup is False:
        yield Finding((*AKSYNTH_PATH, "vnet", "routeTable"), "the subnets are not read", shown(ASSOCIATE))


@rule(
    "A184",
    wrong={**VNET, X + "vnet.routeTable": "associate"},
    right={**_KUBENET, X + "vnet.routeTable": "associate"},
    source=AKSYNTH,
    warns=True,
    advice="remove the field",
)
def idle_route_table(case: Case) -> Iterator[Finding]:
    """`aksynth.vnet.routeTable` should be set only if the network plugin needs a route table."""
    text = case.aksynth.vnet.route_table
    if text and case.custom_vnet and not case.plugin.node_prefix:
        yield Finding((*AKSYNTH_PATH, "vnet", "routeTable"), "this network plugin has no route table", shown(text))


_DEFAULTS = (1, 30)
"""What AKS Engine wrote into generated models: one address, 30 minutes."""


@rule(
    "A185",
    wrong={**VNET, K + "loadBalancerOutboundIPs": 2},
    right={K + "loadBalancerOutboundIPs": 2},
    source=AKSYNTH,
    warns=True,
    advice="remove the field, and give the subnets outbound access with a NAT gateway or a route to a firewall",
)
def outbound_access(case: Case) -> Iterator[Finding]:
    """Fields of outbound addresses should be set only for a virtual network that is created for the cluster.

    aksynth creates no NAT gateway in an existing network: its subnets have outbound access of their own.
    """
    config = case.written_config
    fields = {
        "loadBalancerOutboundIPs": config.load_balancer_outbound_ips,
        "outboundRuleIdleTimeoutInMinutes": config.outbound_rule_idle_timeout_in_minutes,
    }
    for key, value in fields.items():
        if case.custom_vnet and value not in (None, 0, *_DEFAULTS):
            yield Finding((*CONFIG, key), "this has no effect with vnetSubnetID", shown(value))


_OVERLAPPING = {SUBNET + "masters": "10.239.0.0/22", SUBNET + "agents": "10.239.2.0/23"}


@rule(
    "A91",
    wrong={**VNET, X + "subnets": _OVERLAPPING},
    right=VNET,
    source=AZURE,
    advice="write the CIDR of each subnet as Azure shows it",
)
def subnets_apart(case: Case) -> Iterator[Finding]:
    """Subnets of one virtual network must not overlap."""
    seen: dict[str, IPv4Network] = {}
    for id_, cidr in (case.aksynth.subnets or {}).items():
        found = ranges.network(cidr)
        other = next((name for name, range_ in seen.items() if found and found.overlaps(range_)), None)
        if other:
            message = f"this range overlaps the range of {other.rpartition('/')[2]}"
            yield Finding((*AKSYNTH_PATH, "subnets", id_), message, shown(cidr))
        if found:
            seen[id_] = found


@rule(
    "A92",
    wrong={**VNET, M + "vnetCidr": "10.100.0.0/16"},
    right=VNET,
    source=AKSYNTH,
    advice="set vnetCidr to the range of the virtual network; silence this rule if the network has several ranges",
    warns=True,
)
def subnets_inside(case: Case) -> Iterator[Finding]:
    """Subnets should be inside vnetCidr.

    Traffic to other addresses of the virtual network would be masqueraded.
    """
    vnet = ranges.network(case.masters.vnet_cidr)
    for id_, cidr in (case.aksynth.subnets or {}).items():
        found = ranges.network(cidr)
        if case.custom_vnet and vnet and found and not found.subnet_of(vnet):
            yield Finding((*AKSYNTH_PATH, "subnets", id_), f"this range is outside vnetCidr {vnet}", shown(cidr))
