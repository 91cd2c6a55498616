"""The traffic of a cluster, against the rules of its security group: the first one that matches decides."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, replace
from ipaddress import ip_address, ip_network
from typing import Any

import pytest
from changes import REGISTRY
from clusters import blueprint, changed, example
from messages import asked

from aksynth.blueprint import Blueprint
from aksynth.blueprint.address_plan import address_plan
from aksynth.catalog import registries

CONFIG = "properties.orchestratorProfile.kubernetesConfig"
PAIRS = [("azure", ""), ("azure", "calico"), ("kubenet", ""), ("kubenet", "calico"), ("cilium", "cilium")]
TUNNEL = 8472
"""Of Cilium: cilium-1.20.0.tgz, values.yaml, tunnelPort."""
ALLOWED, OUTSIDE, LB = "198.51.100.9", "203.0.113.9", "168.63.129.16"
"""An address of the model's ranges, one of no range, and where Azure's probes come from."""


SERVICES = {
    "AzureActiveDirectory": "20.190.128.0/18",
    "AzureResourceManager": "4.150.232.0/24",
    "AzureKeyVault": "4.151.97.0/24",
    "Storage": "20.60.0.0/16",
    "AzureContainerRegistry": "4.152.0.0/24",
}
"""A range for each service tag."""


@dataclass(frozen=True)
class Flow:
    what: str
    source: str
    target: str
    port: int
    passes: bool = True
    protocol: str = "Tcp"


PARTS = {"API", "etcd", "kubelet", "DNS", "node port", "probe", "SSH", "webhook", "vault"}
"""What every cluster has flows of."""
OF_PAIRS = {"cilium": "tunnel", "calico": "Typha"}
"""What a policy adds. No other pair has these flows."""


def flows(plan: Blueprint) -> list[Flow]:
    """Each flow that the cluster needs, and those that nobody may have. Agents have low addresses of their subnet."""
    first, second = (master.address for master in plan.masters.machines[:2])
    agent, pod = agent_address(plan), str(ip_network(plan.pod_network.pod_cidr)[700])
    inside = [(first, agent), (agent, first), (agent, agent), (pod, agent), (pod, first)]
    ports = {"kubelet": 10250, "node port": 30080, "webhook": 443, "DNS": 53}
    return [
        *(Flow("API", source, first, 6443) for source in (second, agent, pod, ALLOWED)),
        *(Flow("etcd", second, first, port) for port in (2379, 2380)),
        *(Flow(what, source, target, port) for source, target in inside for what, port in ports.items()),
        *(Flow("DNS", source, target, 53, protocol="Udp") for source, target in inside),
        *(Flow("SSH", source, first, 22) for source in (agent, ALLOWED)),
        *(Flow("probe", LB, target, port) for target, port in ((first, 6443), (agent, 30080), (agent, 10256))),
        *policy_flows(plan, inside[:3]),
        *jumpbox_flows(plan, first),
        *(
            Flow("etcd", source, first, port, False)
            for source in (agent, pod, OUTSIDE, ALLOWED)
            for port in (2379, 2380)
        ),
        *(Flow("outside", OUTSIDE, first, port, False) for port in (22, 6443, 10250)),
        *(Flow("outside", source, agent, port, False) for source in (OUTSIDE, ALLOWED) for port in (22, 10250, 30080)),
    ]


def agent_address(plan: Blueprint) -> str:
    return str(ip_network(plan.network.subnet(plan.pools[0].subnet).prefix)[20])


def policy_flows(plan: Blueprint, between_nodes: list[tuple[str, str]]) -> list[Flow]:
    """The tunnel of Cilium, and Calico's connections from each node to Typha, which runs on nodes."""
    if plan.pod_network.policy == "cilium":
        return [Flow("tunnel", source, target, TUNNEL, protocol="Udp") for source, target in between_nodes]
    if plan.pod_network.policy == "calico":
        return [Flow("Typha", source, target, 5473) for source, target in between_nodes]
    return []


def jumpbox_flows(plan: Blueprint, master: str) -> list[Flow]:
    """It reaches the API and SSH of masters, and people of the ranges reach its SSH."""
    box = jumpbox_address(plan)
    if not box:
        return []
    reached = {22: True, 6443: True, 2379: False, 2380: False}
    inside = [Flow("jumpbox", box, master, port, passes) for port, passes in reached.items()]
    people = [(ALLOWED, 22, True), (OUTSIDE, 22, False), (ALLOWED, 443, False)]
    return [*inside, *(Flow("jumpbox", source, box, port, passes) for source, port, passes in people)]


def jumpbox_address(plan: Blueprint) -> str:
    """ "" without a jumpbox. Azure gives it the lowest free address."""
    spans = [span for subnet in address_plan(plan).subnets for span in subnet.spans]
    return next((str(span.first) for span in spans if span.owner.startswith("jumpbox ")), "")


def vault_flows(plan: Blueprint) -> list[Flow]:
    """Outbound: to the private endpoints, or to the services behind service endpoints. Masters reach all of them, agents
    the vault *nodes*, and a jumpbox *access*."""
    private, box = plan.private_endpoints, jumpbox_address(plan)
    master, agent = plan.masters.machines[0].address, agent_address(plan)
    if not private:
        services = [str(ip_network(SERVICES[name])[0]) for name in ("AzureKeyVault", "Storage")]
        return [Flow("vault", master, service, 443) for service in services] + [Flow("vault", agent, services[0], 443)]
    found = [Flow("vault", master, end.address, 443) for end in private.endpoints]
    found += [Flow("vault", agent, private.address("nodes") or "", 443)]
    return [*found, *([Flow("vault", box, private.address("access") or "", 443)] if box else [])]


Rules = list[dict[str, Any]]


@dataclass(frozen=True)
class Security:
    """Rules by priority, then Azure's own. A packet to the jumpbox also passes the group of its interface:
    https://learn.microsoft.com/azure/virtual-network/network-security-groups-overview#default-security-rules"""

    vnet: str
    inbound: Rules
    outbound: Rules
    box: str
    box_inbound: Rules

    def admits(self, flow: Flow) -> bool:
        own = flow.target != self.box or passes(self.box_inbound, self.vnet, flow)
        return own and passes(self.inbound, self.vnet, flow)

    def lets_out(self, flow: Flow) -> bool:
        return passes(self.outbound, self.vnet, flow)


def security(plan: Blueprint) -> Security:
    every_rule = [known(rule, plan) for rule in asked(plan).resources("azurerm_network_security_rule").values()]
    own = [rule for rule in every_rule if "jumpbox" in rule["network_security_group_name"]]
    network = [rule for rule in every_rule if rule not in own]
    return Security(
        vnet=plan.network.address_space,
        inbound=of(network, "Inbound"),
        outbound=of(network, "Outbound"),
        box=jumpbox_address(plan),
        box_inbound=of(own, "Inbound"),
    )


DEFAULTS = {
    "Inbound": [("VirtualNetwork", "*", "Allow"), ("AzureLoadBalancer", "*", "Allow"), ("*", "*", "Deny")],
    "Outbound": [("VirtualNetwork", "VirtualNetwork", "Allow"), ("*", "Internet", "Allow"), ("*", "*", "Deny")],
}


def of(found: Rules, direction: str) -> Rules:
    every = {"protocol": "*", "destination_port_range": "*"}
    defaults = [
        {**every, "source_address_prefix": source, "destination_address_prefix": target, "access": access}
        for source, target, access in DEFAULTS[direction]
    ]
    own = [rule for rule in found if rule["direction"] == direction]
    return [*sorted(own, key=lambda rule: int(rule["priority"])), *defaults]


def known(rule: dict[str, Any], plan: Blueprint) -> dict[str, Any]:
    """With the address of the jumpbox, which an apply fills in."""
    text = re.sub(r"\$\{[^}]*NetworkInterface@:cluster:jumpbox:nic\.\w+\}", jumpbox_address(plan), json.dumps(rule))
    rule_: dict[str, Any] = json.loads(text)
    return rule_


def passes(found: Rules, vnet: str, flow: Flow) -> bool:
    return next(
        rule["access"] == "Allow"
        for rule in found
        if rule["protocol"] in ("*", flow.protocol)
        and has_port(rule["destination_port_range"], flow.port)
        and has(rule, "source", flow.source, vnet)
        and has(rule, "destination", flow.target, vnet)
    )


def has_port(text: str, port: int) -> bool:
    low, _, high = text.partition("-")
    return text == "*" or int(low) <= port <= int(high or low)


def has(rule: dict[str, Any], side: str, address: str, vnet: str) -> bool:
    """Ranges, addresses, or one of the service tags in use."""
    names = rule.get(f"{side}_address_prefixes") or [rule[f"{side}_address_prefix"]]
    ranges = {
        "*": "0.0.0.0/0",
        "Internet": "0.0.0.0/0",
        "VirtualNetwork": vnet,
        "AzureLoadBalancer": f"{LB}/32",
        **SERVICES,
    }
    return any(ip_address(address) in ip_network(ranges.get(name, name)) for name in names)


JUMPBOX = {"enabled": True, "jumpboxProfile": {"name": "jumpbox", "vmSize": "Standard_D2s_v5"}}


def cluster(plugin: str, policy: str, masters: str = "AvailabilitySet", *, private: bool = False) -> Blueprint:
    document = changed(example("ha"), f"{CONFIG}.networkPlugin", plugin)
    document = changed(document, "properties.masterProfile.availabilityProfile", masters)
    document = changed(document, "properties.aksynth.access.sshRanges", ["198.51.100.0/24"])
    document = changed(document, f"{CONFIG}.networkPolicy", policy)
    return blueprint(changed(document, f"{CONFIG}.privateCluster", JUMPBOX) if private else document)


@pytest.mark.parametrize("private", [False, True], ids=["public", "private"])
@pytest.mark.parametrize(
    ("plugin", "policy", "masters"),
    [
        *((plugin, policy, "AvailabilitySet") for plugin, policy in PAIRS),
        *((plugin, "", "VirtualMachineScaleSets") for plugin in ("azure", "kubenet")),
    ],
)
def test_flows(plugin: str, policy: str, masters: str, private: bool) -> None:
    """Each flow of the cluster passes; etcd is for masters only, and nothing is open to others. Masters of a scale set
    are in a subnet without agents. Vaults are reached also without the internet."""
    open_ = cluster(plugin, policy, masters, private=private)
    plan = replace(open_, network=replace(open_.network, blocks_outbound_internet=True))
    found = security(plan)
    assert bool(jumpbox_address(plan)) == bool(plan.private_endpoints) == private
    assert ip_network(plan.pod_network.pod_cidr).subnet_of(ip_network(found.vnet))  # type: ignore[arg-type]
    needed, vaults = flows(plan), vault_flows(plan)
    own = {OF_PAIRS[policy]} if policy else set()
    named = {flow.what for flow in [*needed, *vaults] if flow.passes}
    assert named == PARTS | own | ({"jumpbox"} if private else set())
    assert [flow for flow in needed if found.admits(flow) != flow.passes] == []
    assert [flow for flow in vaults if not found.lets_out(flow)] == []
    assert not found.lets_out(Flow("outside", plan.masters.machines[0].address, OUTSIDE, 443))


def outbound(fields: dict[str, Any]) -> set[str]:
    """What machines reach on port 443, by service tag; and whatever they reach by any port outside of Azure."""
    plan = blueprint({**example("ha"), "properties": {**example("ha")["properties"], **fields}})
    found, agent = security(plan), agent_address(plan)
    targets = {**SERVICES, "VirtualNetwork": found.vnet, "Internet": f"{OUTSIDE}/32"}
    return {
        name for name, network in targets.items() if found.lets_out(Flow(name, agent, str(ip_network(network)[0]), 443))
    } | {
        f"{name} {port}"
        for name in ("Internet", "Storage")
        for port, protocol in ((53, "Udp"), (123, "Udp"), (SMB, "Tcp"))
        if found.lets_out(Flow(name, agent, str(ip_network(targets[name])[0]), port, protocol=protocol))
    }


MIRRORS = {
    "registries": dict.fromkeys(registries.ours(), "mirror.example.com"),
    "packages": "https://mirror.example.com",
}
SMB = 445
NO_FILES = [{"name": "azurefile-csi-driver", "enabled": False}]
BLOCKED: list[tuple[dict[str, Any], set[str]]] = [
    ({}, {"Storage"}),
    ({"backup": {"enabled": False}}, set()),
    ({"backup": {"enabled": False}, "workloadIdentity": {"enabled": True}}, {"Storage"}),
    ({"containerRegistries": [REGISTRY]}, {"Storage", "AzureContainerRegistry"}),
]


@pytest.mark.parametrize(("settings", "more"), BLOCKED)
def test_blocked_internet(settings: dict[str, Any], more: set[str]) -> None:
    """Machines reach the virtual network and the services of Azure that they use, and nothing else. File shares are
    reached by SMB if the cluster has their driver."""
    flags = {"featureFlags": {"blockOutboundInternet": True}, "aksynth": {"mirrors": MIRRORS, **settings}}
    always = {"VirtualNetwork", "AzureActiveDirectory", "AzureResourceManager", "AzureKeyVault"}
    assert outbound(flags) == always | more | {f"Storage {SMB}"}
    assert outbound({**flags, "orchestratorProfile": {"kubernetesConfig": {"addons": NO_FILES}}}) == always | more
    assert {"Internet", "Internet 123", *always} <= outbound({"aksynth": {"mirrors": MIRRORS, **settings}})
