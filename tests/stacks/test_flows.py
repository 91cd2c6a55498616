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

from aksynth import fast_bindings

fast_bindings.install()

import cdktf  # noqa: E402

from aksynth.blueprint import Blueprint  # noqa: E402
from aksynth.blueprint.address_plan import address_plan  # noqa: E402
from aksynth.catalog import registries  # noqa: E402
from aksynth.stacks import ClusterStack  # noqa: E402

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
    source: str
    target: str
    port: int
    passes: bool = True
    protocol: str = "Tcp"


def flows(plan: Blueprint) -> list[Flow]:
    """Each flow that the cluster needs, and those that nobody may have. Agents have low addresses of their subnet."""
    first, second = (master.address for master in plan.masters.machines[:2])
    agent = str(ip_network(plan.network.subnet(plan.pools[0].subnet).prefix)[20])
    pod = str(ip_network(plan.pod_network.pod_cidr)[700])
    inside = [(first, agent), (agent, first), (agent, agent), (pod, agent), (pod, first)]
    return [
        *(Flow(source, first, 6443) for source in (second, agent, pod, LB, ALLOWED)),
        *(Flow(second, first, port) for port in (2379, 2380)),
        *(Flow(source, target, port) for source, target in inside for port in (10250, 30080, 5473, 443)),
        *(Flow(source, target, 53, protocol="Udp") for source, target in inside),
        *(Flow(source, target, TUNNEL, protocol="Udp") for source, target in inside[:3]),
        *(Flow(source, first, 22) for source in (agent, ALLOWED)),
        Flow(LB, agent, 30080),
        *jumpbox_flows(plan, first),
        *(Flow(source, first, port, False) for source in (agent, pod, OUTSIDE, ALLOWED) for port in (2379, 2380)),
        *(Flow(OUTSIDE, first, port, False) for port in (22, 6443, 10250)),
        *(Flow(source, agent, port, False) for source in (OUTSIDE, ALLOWED) for port in (22, 10250, 30080)),
    ]


def jumpbox_flows(plan: Blueprint, master: str) -> list[Flow]:
    """It reaches the API and SSH of masters, and people of the ranges reach its SSH."""
    box = jumpbox_address(plan)
    if not box:
        return []
    inside = [Flow(box, master, port) for port in (22, 6443)] + [Flow(box, master, 2379, False)]
    return [*inside, Flow(ALLOWED, box, 22), Flow(OUTSIDE, box, 22, False), Flow(ALLOWED, box, 443, False)]


def jumpbox_address(plan: Blueprint) -> str:
    """ "" without a jumpbox. Azure gives it the lowest free address."""
    spans = [span for subnet in address_plan(plan).subnets for span in subnet.spans]
    return next((str(span.first) for span in spans if span.owner.startswith("jumpbox ")), "")


def endpoint_flows(plan: Blueprint) -> list[Flow]:
    """Masters reach every private endpoint, agents that of the vault *nodes*, and a jumpbox that of *access*."""
    private = plan.private_endpoints
    if not private:
        return []
    master, agent = (
        plan.masters.machines[0].address,
        str(ip_network(plan.network.subnet(plan.pools[0].subnet).prefix)[20]),
    )
    found = [Flow(master, end.address, 443) for end in private.endpoints]
    found += [Flow(agent, private.address("nodes") or "", 443)]
    box = jumpbox_address(plan)
    return [*found, *([Flow(box, private.address("access") or "", 443)] if box else [])]


def rules(plan: Blueprint, direction: str = "Inbound") -> list[dict[str, Any]]:
    """Of the security group, by priority, then Azure's own:
    https://learn.microsoft.com/azure/virtual-network/network-security-groups-overview#default-security-rules"""
    content = json.loads(cdktf.Testing.synth(ClusterStack(cdktf.Testing.app(), "cluster", blueprint=plan)))
    every_rule = content["resource"]["azurerm_network_security_rule"].values()
    # The rules of the jumpbox's own group are those of its construct.
    (group,) = {
        rule["network_security_group_name"]
        for rule in every_rule
        if "network_nsg" in rule["network_security_group_name"]
    }
    found = [
        known(rule, plan)
        for rule in every_rule
        if rule["direction"] == direction and rule["network_security_group_name"] == group
    ]
    every: dict[str, Any] = {"protocol": "*", "destination_port_range": "*", "destination_address_prefix": "*"}
    if direction == "Outbound":
        own = [("VirtualNetwork", "VirtualNetwork", "Allow"), ("*", "Internet", "Allow"), ("*", "*", "Deny")]
    else:
        own = [("VirtualNetwork", "*", "Allow"), ("AzureLoadBalancer", "*", "Allow"), ("*", "*", "Deny")]
    defaults = [
        {**every, "source_address_prefix": source, "destination_address_prefix": target, "access": access}
        for source, target, access in own
    ]
    return [*sorted(found, key=lambda rule: int(rule["priority"])), *defaults]


def known(rule: dict[str, Any], plan: Blueprint) -> dict[str, Any]:
    """With the address of the jumpbox, which an apply fills in."""
    text = re.sub(r"\$\{azurerm_network_interface\.jumpbox_nic\.[a-z_]+\}", jumpbox_address(plan), json.dumps(rule))
    rule_: dict[str, Any] = json.loads(text)
    return rule_


def passes(found: list[dict[str, Any]], vnet: str, flow: Flow) -> bool:
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
    """API, etcd, kubelet, node ports, DNS, Typha, tunnel, SSH, jumpbox and probes pass; etcd is for masters only.
    Masters of a scale set are in a subnet without agents. Private endpoints are reached also without the internet."""
    plan = cluster(plugin, policy, masters, private=private)
    found, vnet = rules(plan), plan.network.address_space
    assert bool(jumpbox_address(plan)) == bool(plan.private_endpoints) == private
    assert ip_network(plan.pod_network.pod_cidr).subnet_of(ip_network(vnet))  # type: ignore[arg-type]
    wrong = [flow for flow in flows(plan) if passes(found, vnet, flow) != flow.passes]
    assert wrong == []
    if private:
        closed = rules(replace(plan, network=replace(plan.network, blocks_outbound_internet=True)), "Outbound")
        assert [flow for flow in endpoint_flows(plan) if not passes(closed, vnet, flow)] == []
        assert not passes(closed, vnet, Flow(plan.masters.machines[0].address, OUTSIDE, 443))


INTERFACES = {"azure": (31, False, 30), "kubenet": (1, True, 110), "cilium": (1, False, 110)}
"""By plugin: addresses of an interface, IP forwarding, pods of a node."""


@pytest.mark.parametrize(("plugin", "policy"), PAIRS)
def test_interfaces(plugin: str, policy: str) -> None:
    """Masters and agents alike."""
    plan = cluster(plugin, policy)
    addresses, forwarding, pods = INTERFACES[plugin]
    general = next(pool for pool in plan.pools if pool.name == "general")
    assert {1 + len(master.secondary_addresses) for master in plan.masters.machines} == {addresses}
    assert (general.max_pods, plan.masters.max_pods) == (pods, pods)
    content = json.loads(cdktf.Testing.synth(ClusterStack(cdktf.Testing.app(), "cluster", blueprint=plan)))["resource"]
    nics = list(content["azurerm_network_interface"].values())
    sets = content["azurerm_linux_virtual_machine_scale_set"]["pools_general"]["network_interface"]
    assert {len(nic["ip_configuration"]) for nic in [*nics, *sets]} == {addresses}
    assert {nic.get("ip_forwarding_enabled", False) for nic in nics} == {forwarding}
    assert {nic.get("enable_ip_forwarding", False) for nic in sets} == {forwarding}
    assert ("azurerm_route_table" in content) == bool(plan.pod_network.route_table)


def outbound(fields: dict[str, Any]) -> set[str]:
    """What machines reach on port 443, by service tag; and whatever they reach by any port outside of Azure."""
    plan = blueprint({**example("ha"), "properties": {**example("ha")["properties"], **fields}})
    found, vnet = rules(plan, "Outbound"), plan.network.address_space
    agent = str(ip_network(plan.network.subnet(plan.pools[0].subnet).prefix)[20])
    targets = {**SERVICES, "VirtualNetwork": vnet, "Internet": f"{OUTSIDE}/32"}
    return {
        name for name, network in targets.items() if passes(found, vnet, Flow(agent, str(ip_network(network)[0]), 443))
    } | {
        f"{name} {port}"
        for name in ("Internet", "Storage")
        for port in (53, 123)
        if passes(found, vnet, Flow(agent, str(ip_network(targets[name])[0]), port, protocol="Udp"))
    }


MIRRORS = {
    "registries": dict.fromkeys(registries.ours(), "mirror.example.com"),
    "packages": "https://mirror.example.com",
}
BLOCKED: list[tuple[dict[str, Any], set[str]]] = [
    ({}, {"Storage"}),
    ({"backup": {"enabled": False}}, set()),
    ({"containerRegistries": [REGISTRY]}, {"Storage", "AzureContainerRegistry"}),
]


@pytest.mark.parametrize(("settings", "more"), BLOCKED)
def test_blocked_internet(settings: dict[str, Any], more: set[str]) -> None:
    """Machines reach the virtual network and the services of Azure that they use, and nothing else."""
    flags = {"featureFlags": {"blockOutboundInternet": True}, "aksynth": {"mirrors": MIRRORS, **settings}}
    always = {"VirtualNetwork", "AzureActiveDirectory", "AzureResourceManager", "AzureKeyVault"}
    assert outbound(flags) == always | more
    assert {"Internet", "Internet 123", *always} <= outbound({"aksynth": {"mirrors": MIRRORS, **settings}})
