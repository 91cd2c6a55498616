"""The address capacity of subnets and virtual networks."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from ipaddress import IPv4Network

from aksynth.addresses import (
    LARGEST_ROUTE_TABLE,
    LARGEST_VNET,
    RESERVED,
    AddressCapacityError,
    fitting_first,
    prefix_for,
)
from aksynth.apimodel.json_reader import Path
from aksynth.defaults import ranges
from aksynth.defaults.kubelet import max_pods
from aksynth.defaults.master_addresses import borrowed, master_addresses, masters_subnet
from aksynth.rules.autoscaler import grown
from aksynth.rules.capacity_advice import LEAST_ADDRESSES, Nodes, fitting_nodes, pods_advice, subnet_advice
from aksynth.rules.case import CONFIG, MASTER, Case
from aksynth.rules.network import machine_ranges
from aksynth.rules.paths import VNET, A, K, M
from aksynth.rules.registry import AZURE, KUBERNETES, Finding, rule, shown

OWN_PODS = 5
"""Pods of system daemons on a node. They use the host network and need no address. AKS Engine counted them too."""


@rule(
    "A35",
    wrong={**VNET, M + "count": 5, M + "ipAddressCount": 256},
    right={**VNET, M + "count": 5},
    source=AZURE,
    advice="lower ipAddressCount, or use a larger subnet",
)
def masters_capacity(case: Case) -> Iterator[Finding]:
    """The subnet of the masters must have addresses for the masters, their pods and the internal load balancer.

    Azure reserves five addresses, and no address can be used twice.
    """
    masters = case.masters
    if masters.count not in (1, 3, 5) or not 1 <= (masters.ip_address_count or 1) <= 256:
        return
    if case.custom_vnet and not case.masters_in_scale_set and not masters.first_consecutive_static_ip:
        return
    if not case.custom_vnet and masters_subnet(case.model) is None:
        return
    try:
        master_addresses(case.model)
    except AddressCapacityError as error:
        key = "firstConsecutiveStaticIP" if case.custom_vnet and not case.masters_in_scale_set else "ipAddressCount"
        first = masters.first_consecutive_static_ip
        yield Finding((*MASTER, key), str(error), shown(first) if first else "", advice=_fitting(case))


def _fitting(case: Case) -> str:
    subnet, masters = masters_subnet(case.model), case.masters
    if not subnet:
        return "set vnetCidr, or the range of the subnet in properties.aksynth.subnets"
    if not case.custom_vnet or case.masters_in_scale_set:
        return ""
    first = fitting_first(subnet, masters.count, masters.ip_address_count or 1)
    return f"{first} fits" if first else ""


def _users(case: Case) -> Iterator[tuple[Path, str, Nodes]]:
    """Path, subnet id ("" for an owned subnet) and profile of each group of machines."""
    yield (*MASTER, "count"), case.masters.vnet_subnet_id or "", case.masters
    agents_apart = not case.custom_vnet and case.masters_in_scale_set
    for path, pool in grown(case):
        yield (*path, "count"), pool.vnet_subnet_id or ("agents" if agents_apart else ""), pool


def _needed(machines: list[Nodes]) -> int:
    return sum(machine.count * (machine.ip_address_count or 1) for machine in machines)


def _subnet(case: Case, id_: str) -> IPv4Network | None:
    if id_ == "agents":
        return ranges.AGENT_SUBNET
    return borrowed(case.model, id_) if id_ else masters_subnet(case.model)


@rule(
    "A36",
    wrong={A + "count": 700, K + "clusterSubnet": "10.1.0.0/18"},
    right={A + "count": 500, K + "clusterSubnet": "10.1.0.0/18"},
    source=AZURE,
    advice="use a larger subnet, or lower count or ipAddressCount",
)
def subnet_capacity(case: Case) -> Iterator[Finding]:
    """Each subnet must have an address for every machine and pod.

    A machine needs ipAddressCount addresses, the internal load balancer needs one, and Azure reserves five.
    """
    users: dict[str, list[Nodes]] = defaultdict(list)
    places: dict[str, Path] = {}
    for path, id_, machine in _users(case):
        users[id_.lower()].append(machine)
        places[id_.lower()] = path
    for id_, machines in users.items():
        subnet, balancers = _subnet(case, id_), int(case.masters in machines)
        needed = _needed(machines) + balancers
        if subnet and needed > subnet.num_addresses - RESERVED:
            free = max(subnet.num_addresses - RESERVED, 0)
            fitting = fitting_nodes(machines, free - balancers)
            message = f"machines and pods need {needed} addresses, and {subnet} has {free}"
            yield Finding(
                places[id_] if case.custom_vnet else (*CONFIG, "clusterSubnet"),
                f"{message}, {fitting}" if fitting else message,
                advice=subnet_advice(case, subnet, needed + RESERVED, machines, free - balancers),
            )


@rule(
    "A93",
    wrong={K + "networkPlugin": "kubenet", K + "clusterSubnet": "10.244.0.0/23"},
    right={K + "networkPlugin": "kubenet", K + "clusterSubnet": "10.244.0.0/22"},
    source=KUBERNETES,
    advice="use a shorter prefix for clusterSubnet",
)
def node_range_capacity(case: Case) -> Iterator[Finding]:
    """With kubenet and Cilium, clusterSubnet must have a /24 for every node."""
    pods = ranges.network(case.config.cluster_subnet)
    nodes = case.masters.count + sum(pool.count for _, pool in grown(case))
    prefix = case.plugin.node_prefix
    if prefix is None or not pods:
        return
    capacity = 2 ** (prefix - pods.prefixlen) if pods.prefixlen <= prefix else 0
    if nodes > capacity:
        message = f"{nodes} nodes need a /{prefix} each, and the range has {capacity}"
        taken = [place for _, place in machine_ranges(case)]
        taken += filter(None, [ranges.network(case.config.service_cidr)])
        advice = pods_advice(pods, prefix_for(nodes * 2 ** (32 - prefix)), taken)
        yield Finding((*CONFIG, "clusterSubnet"), message, shown(str(pods)), advice=advice)


@rule(
    "A110",
    wrong={K + "networkPlugin": "kubenet", K + "kubeletConfig": {"--max-pods": "300"}},
    right={K + "networkPlugin": "kubenet", K + "kubeletConfig": {"--max-pods": "250"}},
    source=KUBERNETES,
    advice="lower --max-pods",
)
def node_range_pods(case: Case) -> Iterator[Finding]:
    """With kubenet and Cilium, a node must have an address of its /24 for every pod.

    The network, the bridge and the broadcast address are not for pods.
    """
    if case.plugin.node_prefix is None:
        return
    room = 2 ** (32 - case.plugin.node_prefix) - 3
    for path, machine in case.machines():
        pods = max_pods(machine.kubernetes_config, case.config)
        if pods and pods > room:
            message = f"a node has {room} addresses for pods"
            yield Finding(path, message, f"--max-pods {pods}", f"--max-pods of {room} or less")


@rule(
    "A111",
    wrong={K + "networkPlugin": "kubenet", K + "clusterSubnet": "10.244.0.0/15", A + "count": 400},
    right={K + "networkPlugin": "kubenet", K + "clusterSubnet": "10.244.0.0/15", A + "count": 399},
    source="https://learn.microsoft.com/azure/azure-resource-manager/management/azure-subscription-service-limits",
    advice="lower count, or max-nodes of the cluster autoscaler, or use azure",
)
def route_capacity(case: Case) -> Iterator[Finding]:
    """With kubenet, a cluster must have no more than 400 nodes, the number of routes of a route table."""
    nodes = case.masters.count + sum(pool.count for _, pool in grown(case))
    if case.plugin.cloud_routes and nodes > LARGEST_ROUTE_TABLE:
        message = f"{nodes} nodes need a route each, and a route table has {LARGEST_ROUTE_TABLE}"
        yield Finding((*CONFIG, "networkPlugin"), message)


@rule(
    "A77",
    wrong={A + "count": 1000, A + "ipAddressCount": 100},
    right={A + "count": 600, A + "ipAddressCount": 100},
    source=AZURE,
    advice="lower count or ipAddressCount, or use kubenet",
    silenceable=True,
)
def largest_vnet(case: Case) -> Iterator[Finding]:
    """A virtual network must not use more than 65,536 addresses."""
    needed = _needed([machine for _, _, machine in _users(case)]) + 1
    if needed > LARGEST_VNET:
        message = f"machines and pods need {needed} addresses, and the limit of a virtual network is {LARGEST_VNET}"
        yield Finding((*CONFIG, "networkPlugin"), message)


@rule(
    "A38",
    wrong={A + "ipAddressCount": 10},
    right={A + "ipAddressCount": 11},
    source=AZURE,
    advice="set it to 31, or remove the field",
)
def few_addresses(case: Case) -> Iterator[Finding]:
    """With Azure CNI, ipAddressCount must be 11 or more.

    The machine needs one address. Ten pods are little more than the system daemons of a node.
    """
    for path, machine in case.machines():
        count = machine.ip_address_count
        if case.plugin.pods_in_subnet and count and count < LEAST_ADDRESSES:
            yield Finding(
                (*path, "ipAddressCount"), "the node would have too few addresses for pods", shown(count), "11 to 256"
            )


@rule(
    "A39",
    wrong={K + "kubeletConfig": {"--max-pods": "50"}, A + "ipAddressCount": 31},
    right={K + "kubeletConfig": {"--max-pods": "50"}},
    source=AZURE,
    advice="set ipAddressCount to --max-pods plus 1",
)
def pods_without_address(case: Case) -> Iterator[Finding]:
    """With Azure CNI, a node must have an address for every pod."""
    for path, machine in case.machines():
        pods, count = max_pods(machine.kubernetes_config, case.config), machine.ip_address_count or 0
        if case.plugin.pods_in_subnet and pods and pods - OWN_PODS > count - 1:
            message = f"--max-pods {pods} requires at least {pods + 1 - OWN_PODS} addresses"
            yield Finding((*path, "ipAddressCount"), message, shown(count))


@rule(
    "A78",
    wrong={K + "kubeletConfig": {"--max-pods": "many"}},
    right={K + "kubeletConfig": {"--max-pods": "50"}},
    source=KUBERNETES,
    advice='write the number as a string, such as "50"',
)
def pods_are_a_number(case: Case) -> Iterator[Finding]:
    """--max-pods must be 10 to 255.

    With fewer pods, a node runs little more than its system daemons. A network interface has at most 256 addresses, and
    the machine needs one.
    """
    places = [((*CONFIG, "kubeletConfig", "--max-pods"), case.written_config.kubelet_config)]
    for path, machine in case.machines_as_written():
        own = machine.kubernetes_config
        places.append(((*path, "kubernetesConfig", "kubeletConfig", "--max-pods"), own.kubelet_config if own else None))
    for path, flags in places:
        text = (flags or {}).get("--max-pods", "30")
        if not (text.isascii() and text.isdigit() and 10 <= int(text[:6]) <= 255):
            yield Finding(path, "this number of pods is not valid", shown(text), "10 to 255")
