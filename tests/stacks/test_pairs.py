"""Each pair of network plugin and policy that is built: what Azure, kubeadm, the kubelet and the add-ons are given.

`tests/rules/test_rules.py` has all other pairs, each refused by a rule, and `test_flows.py` the traffic of each pair.
"""

from __future__ import annotations

import json
import re
from typing import Any

import pytest
import yaml
from clusters import blueprint, changed, example
from facts import FACTS
from stack_json import stack_json

from aksynth.blueprint import Blueprint
from aksynth.bootstrap import agent_files, master_files

CONFIG = "properties.orchestratorProfile.kubernetesConfig"
WIRE_SERVER = "168.63.129.16/32"
PODS, VNET = "10.244.0.0/16", "10.0.0.0/8"
ROUTES = "k8s-master-37553691-routetable"

AZURE: dict[str, Any] = {
    "addresses of an interface": {31},
    "IP forwarding": {False},
    "route table": "",
    "subnets with the route table": 0,
    "pods of a node": {30},
    "range of pods": None,
    "ranges of nodes": ("false", None),
    "kube-proxy": ("iptables", VNET),
    "cloud provider": {"cluster-cidr": VNET, "configure-cloud-routes": "false", "wait-routes": "false"},
    "bridge of containerd": False,
    "not masqueraded": ([VNET, WIRE_SERVER], True),
}
OWN_RANGE = {
    "addresses of an interface": {1},
    "pods of a node": {110},
    "range of pods": PODS,
    "ranges of nodes": ("true", "24"),
    "kube-proxy": ("iptables", PODS),
}
KUBENET = {
    **AZURE,
    **OWN_RANGE,
    "IP forwarding": {True},
    "route table": ROUTES,
    "subnets with the route table": 1,
    "cloud provider": {"cluster-cidr": PODS, "configure-cloud-routes": "true", "wait-routes": "true"},
    "bridge of containerd": True,
    "not masqueraded": ([PODS], True),
}
CILIUM = {
    **AZURE,
    **OWN_RANGE,
    "cloud provider": {"cluster-cidr": PODS, "configure-cloud-routes": "false", "wait-routes": "false"},
    "not masqueraded": None,
}
CALICO = ["calico-crds.chart", "calico-namespace.yaml", "calico.chart"]
NODE_RANGES = {
    "name": "default-ipv4-ippool",
    "cidr": PODS,
    "encapsulation": "None",
    "natOutgoing": "Disabled",
    "nodeSelector": "all()",
}
"""Calico neither wraps packets of pods nor changes their source: Azure routes them, and ip-masq-agent decides."""
NO_PATHS = {"flexVolumePath": "None", "kubeletVolumePluginPath": "None"}
PAIRS: dict[tuple[str, str], tuple[dict[str, Any], list[str], dict[str, Any]]] = {
    ("azure", ""): (AZURE, ["azure-cni.yaml"], {}),
    ("azure", "calico"): (
        AZURE,
        ["azure-cni.yaml", *CALICO],
        {
            "cni": {"type": "AzureVNET", "ipam": {"type": "AzureVNET"}},
            "calicoNetwork": {"bgp": "Disabled", "linuxDataplane": "Iptables", "ipPools": []},
            **NO_PATHS,
        },
    ),
    ("kubenet", ""): (KUBENET, [], {}),
    ("kubenet", "calico"): (
        {**KUBENET, "bridge of containerd": False},
        CALICO,
        {
            "cni": {"type": "Calico", "ipam": {"type": "HostLocal"}},
            "calicoNetwork": {"bgp": "Disabled", "linuxDataplane": "Iptables", "ipPools": [NODE_RANGES]},
            **NO_PATHS,
        },
    ),
    ("cilium", "cilium"): (
        CILIUM,
        ["cilium.chart"],
        {
            "ipam": {"mode": "kubernetes"},
            "k8s": {"requireIPv4PodCIDR": True},
            "kubeProxyReplacement": "false",
            "routingMode": "tunnel",
            "tunnelProtocol": "vxlan",
        },
    ),
}
"""By plugin and policy: the settings, the add-ons of the pair in their order, and values of their charts."""


def settings(plan: Blueprint, files: dict[str, str]) -> dict[str, Any]:
    content = stack_json(plan)["resource"]
    init = {found["kind"]: found for found in yaml.safe_load_all(files["/etc/aksynth/kubeadm.yaml.tmpl"])}
    manager = {flag["name"]: flag["value"] for flag in init["ClusterConfiguration"]["controllerManager"]["extraArgs"]}
    proxy = init["KubeProxyConfiguration"]
    return {
        **interfaces(content),
        "route table": json.loads(files["/etc/aksynth/azure.json"])["routeTableName"],
        "subnets with the route table": len(content.get("azurerm_subnet_route_table_association", {})),
        "pods of a node": pods(plan, init),
        "range of pods": init["ClusterConfiguration"]["networking"].get("podSubnet"),
        "ranges of nodes": (manager["allocate-node-cidrs"], manager.get("node-cidr-mask-size")),
        "kube-proxy": (proxy["mode"], proxy["clusterCIDR"]),
        "cloud provider": flags(files["/etc/aksynth/addons/20-cloud-provider-azure.yaml"]),
        "bridge of containerd": "/etc/containerd/kubenet.tmpl" in files,
        "not masqueraded": masquerading(files.get("/etc/aksynth/addons/30-ip-masq-agent.yaml")),
    }


def interfaces(content: dict[str, Any]) -> dict[str, Any]:
    """Of masters, and of the agents of a pool that says nothing about addresses."""
    nics = list(content["azurerm_network_interface"].values())
    sets = content["azurerm_linux_virtual_machine_scale_set"]["pools_general"]["network_interface"]
    forwarding = {nic.get("ip_forwarding_enabled", False) for nic in nics}
    assert ("azurerm_route_table" in content) == ("azurerm_subnet_route_table_association" in content)
    return {
        "addresses of an interface": {len(nic["ip_configuration"]) for nic in [*nics, *sets]},
        "IP forwarding": forwarding | {nic.get("enable_ip_forwarding", False) for nic in sets},
    }


def pods(plan: Blueprint, init: dict[str, Any]) -> set[int]:
    """The limit of the kubelet, on masters and on the agents of a pool without a limit."""
    pool = next(pool for pool in plan.pools if pool.name == "general")
    patches = [file.content for file in agent_files(plan, pool, FACTS) if "/patches/kubelet" in file.path]
    return {init["KubeletConfiguration"]["maxPods"], *(yaml.safe_load(text)["maxPods"] for text in patches)}


def flags(manifest: str) -> dict[str, str]:
    found: dict[str, str] = dict(re.findall(r"--(cluster-cidr|configure-cloud-routes|wait-routes)=(\S+)", manifest))
    return found


def masquerading(manifest: str | None) -> tuple[list[str], bool] | None:
    """What pods reach with their own address, and whether that excludes link-local addresses. None without the agent."""
    if manifest is None:
        return None
    config = yaml.safe_load(next(yaml.safe_load_all(manifest))["data"]["ip-masq-agent"])
    return config["nonMasqueradeCIDRs"], config["masqLinkLocal"]


def has(found: Any, wanted: Any) -> bool:
    """Whether the values have these, at every depth."""
    if isinstance(wanted, dict):
        return isinstance(found, dict) and all(key in found and has(found[key], wanted[key]) for key in wanted)
    if isinstance(wanted, list):
        return len(found) == len(wanted) and all(map(has, found, wanted))
    return bool(found == wanted)


@pytest.mark.parametrize(("plugin", "policy"), PAIRS)
def test_pair(plugin: str, policy: str) -> None:
    document = changed(changed(example("ha"), f"{CONFIG}.networkPlugin", plugin), f"{CONFIG}.networkPolicy", policy)
    plan = blueprint(document)
    files = {file.path: file.content for file in master_files(plan, FACTS)}
    wanted, addons, values = PAIRS[plugin, policy]
    assert settings(plan, files) == wanted
    own = {path.rpartition("/")[2]: text for path, text in files.items() if re.search(r"/addons/1\d-", path)}
    assert [name[3:] for name in own if not name.endswith(".values.yaml")] == addons
    charts = [yaml.safe_load(text) for name, text in own.items() if re.fullmatch(r"1\d-(calico|cilium)\.values\.yaml", name)]  # fmt: skip
    assert len(charts) == bool(values)
    assert all(has(chart.get("installation", chart), values) for chart in charts)
