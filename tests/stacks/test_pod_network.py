"""What network plugin and policy decide, and that everything else follows the decision."""

from __future__ import annotations

import dataclasses
import json
from typing import Any

import pytest
from clusters import blueprint, changed, example
from messages import asked

from aksynth.blueprint import Blueprint
from aksynth.blueprint.pod_network import DECISIONS, PodNetwork
from aksynth.catalog import network_plugins
from aksynth.cli.cluster_summary import print_cluster
from aksynth.cli.console import OUT

CONFIG = "properties.orchestratorProfile.kubernetesConfig"
ID = "/subscriptions/s/resourceGroups/g/providers/Microsoft.Network/virtualNetworks/v/subnets/n"
BORROWED = {
    "properties.masterProfile.vnetSubnetID": ID,
    "properties.masterProfile.firstConsecutiveStaticIP": "10.9.0.5",
    "properties.agentPoolProfiles.0.vnetSubnetID": ID,
    "properties.aksynth.subnets": {ID: "10.9.0.0/16"},
}
WIRE_SERVER = "168.63.129.16/32"

CASES: list[tuple[dict[str, Any], dict[str, Any]]] = [
    (
        {},
        {
            "plugin": "azure",
            "policy": None,
            "addons": ("azure-cni",),
            "pods_in_subnet": True,
            "pod_cidr": "10.240.0.0/12",
            "cluster_cidr": "10.0.0.0/8",
            "node_prefix": None,
            "node_bridge": False,
            "route_table": "",
            "ip_forwarding": False,
            "non_masquerade_cidrs": ("10.0.0.0/8", WIRE_SERVER),
            "masquerade_link_local": True,
            "proxy_mode": "iptables",
        },
    ),
    ({f"{CONFIG}.kubeProxyMode": "ipvs"}, {"proxy_mode": "ipvs"}),
    (
        {f"{CONFIG}.networkPlugin": "kubenet", f"{CONFIG}.networkPolicy": "calico"},
        {
            "policy": "calico",
            "addons": ("calico",),
            "node_prefix": 24,
            "node_bridge": False,
            "route_table": "k8s-master-19857268-routetable",
            "ip_forwarding": True,
        },
    ),
    (
        {f"{CONFIG}.networkPolicy": "cilium"},
        {
            "plugin": "cilium",
            "policy": "cilium",
            "addons": ("cilium-cni",),
            "pods_in_subnet": False,
            "pod_cidr": "10.244.0.0/16",
            "cluster_cidr": "10.244.0.0/16",
            "node_prefix": 24,
            "node_bridge": False,
            "route_table": "",
            "ip_forwarding": False,
        },
    ),
    (
        {f"{CONFIG}.networkPolicy": "cilium", f"{CONFIG}.addons": [{"name": "kube-proxy", "enabled": False}]},
        {"plugin": "cilium", "kube_proxy": False},
    ),
    ({f"{CONFIG}.networkPolicy": "calico"}, {"policy": "calico", "addons": ("azure-cni", "calico")}),
    (
        {**BORROWED, "properties.masterProfile.vnetCidr": "10.9.0.0/16"},
        {"cluster_cidr": "10.9.0.0/16", "non_masquerade_cidrs": ("10.9.0.0/16", WIRE_SERVER)},
    ),
    (BORROWED, {"cluster_cidr": "", "non_masquerade_cidrs": (WIRE_SERVER,)}),
    (
        {f"{CONFIG}.networkPlugin": "kubenet"},
        {
            "plugin": "kubenet",
            "addons": (),
            "pods_in_subnet": False,
            "pod_cidr": "10.244.0.0/16",
            "cluster_cidr": "10.244.0.0/16",
            "node_prefix": 24,
            "node_bridge": True,
            "route_table": "k8s-master-19857268-routetable",
            "ip_forwarding": True,
            "non_masquerade_cidrs": ("10.244.0.0/16",),
            "masquerade_link_local": True,
        },
    ),
]


@pytest.mark.parametrize(("fields", "decided"), CASES)
def test_decision(fields: dict[str, Any], decided: dict[str, Any]) -> None:
    """What plugin, policy and the virtual network's range decide."""
    document = example("kubernetes")
    for path, value in fields.items():
        document = changed(document, path, value)
    found = dataclasses.asdict(blueprint(document).pod_network)
    assert {name: found[name] for name in decided} == decided


def test_built_is_decided() -> None:
    """The catalog calls no plugin built that nobody decides, and none is decided in vain."""
    assert set(DECISIONS) == set(network_plugins.built())


READERS: dict[str, tuple[Any, list[str], list[str]]] = {
    "plugin": ("other", ["plugin            azure"], ["plugin            other"]),
    "policy": (
        "calico",
        ["azure, kube-proxy", 'networkPolicy": "none"'],
        ["policy calico", 'networkPolicy": "calico"'],
    ),
    "addons": (("calico",), ["10-azure-cni.yaml"], ["11-calico-crds.chart", "13-calico.values.yaml"]),
    "pods_in_subnet": (
        False,
        ["path: /etc/cloud/cloud.cfg.d/15_azure-vnet.cfg"],
        ["PODS_IN_SUBNET='false'", "pods              10.240.0.0/12"],
    ),
    "pod_cidr": ("10.99.0.0/16", [], ['kubernetesConfig.clusterSubnet": "10.99.0.0/16"']),
    "cluster_cidr": (
        "10.99.0.0/16",
        ["--cluster-cidr=10.0.0.0/8", "clusterCIDR: 10.0.0.0/8"],
        ["--cluster-cidr=10.99.0.0/16", "clusterCIDR: 10.99.0.0/16"],
    ),
    "node_prefix": (
        25,
        [],
        [
            "podSubnet: 10.240.0.0/12",
            "name: allocate-node-cidrs\\n        value: 'true'",
            "name: node-cidr-mask-size\\n        value: '25'",
        ],
    ),
    "kube_proxy": (False, ["azure, kube-proxy"], ["azure, no kube-proxy", "proxy:\\n      disabled: true"]),
    "node_bridge": (True, [], ["conf_template = '/etc/containerd/kubenet.tmpl'", '"bridge": "cbr0"']),
    "route_table": (
        "routes",
        ["--wait-routes=false", "--configure-cloud-routes=false", '"routeTableName": ""'],
        [
            "--wait-routes=true",
            "--configure-cloud-routes=true",
            '"routeTableName": "routes"',
            "subnetRouteTableAssociation.",
        ],
    ),
    "ip_forwarding": (True, [], ['"ip_forwarding_enabled": true', '"enable_ip_forwarding": true']),
    "non_masquerade_cidrs": (("10.99.0.0/16",), ["- 168.63.129.16/32"], ["- 10.99.0.0/16"]),
    "masquerade_link_local": (False, ["masqLinkLocal: true"], ["masqLinkLocal: false"]),
    "proxy_mode": ("ipvs", ["mode: iptables", "kube-proxy iptables"], ["mode: ipvs", "kube-proxy ipvs"]),
}
"""By field of PodNetwork another value, and what then goes from the stack and from aksynth show, and what comes."""


def rendered(plan: Blueprint) -> str:
    """The stack with the files of its nodes, and what a user is shown."""
    found = asked(plan)
    messages = [*found.messages, *found.record]
    with OUT.capture() as shown:
        print_cluster(plan)
    return "\n".join((json.dumps(messages), str(messages), shown.get()))


@pytest.fixture(scope="module")
def before() -> str:
    return rendered(blueprint(example("kubernetes")))


@pytest.mark.parametrize("field", dataclasses.fields(PodNetwork), ids=lambda field: str(field.name))
def test_readers(field: dataclasses.Field[Any], before: str) -> None:
    """Each field reaches the cluster or its owner: no renderer decides by the plugin itself."""
    value, gone, come = READERS[field.name]
    plan = blueprint(example("kubernetes"))
    after = rendered(
        dataclasses.replace(plan, pod_network=dataclasses.replace(plan.pod_network, **{field.name: value}))
    )
    assert {text: (text in before, text in after) for text in gone} == dict.fromkeys(gone, (True, False))
    assert {text: (text in before, text in after) for text in come} == dict.fromkeys(come, (False, True))
