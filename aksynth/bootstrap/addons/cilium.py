"""Cilium: https://docs.cilium.io/en/stable/installation/k8s-install-helm/"""

from __future__ import annotations

from aksynth.blueprint import Blueprint
from aksynth.bootstrap.addons.chart import chart
from aksynth.bootstrap.addons.workload import Object
from aksynth.bootstrap.documents import to_yaml


def cilium(blueprint: Blueprint) -> dict[str, str]:
    """Files by name. The operator creates the definitions; the chart has no object of them."""
    version = blueprint.kubernetes.component("cilium")
    address = f"https://helm.cilium.io/cilium-{version}.tgz"
    return {"11-cilium.chart": chart(address), "11-cilium.values.yaml": to_yaml(cilium_values(blueprint))}


def cilium_values(blueprint: Blueprint) -> Object:
    """Pods have addresses of the range of their node, and a tunnel connects the nodes.

    The API's name is in the hosts file of every node, so Cilium starts without kube-proxy. Hubble is off, because
    `helm template` would make new certificates for it at each run. Two operators need a node each. With
    `hostLegacyRouting`, packets of pods pass the iptables rules of the node, which block Azure's metadata service.
    """
    nodes = len(blueprint.masters.machines) + sum(pool.count for pool in blueprint.pools)
    replaces = not blueprint.pod_network.kube_proxy
    return {
        "bpf": {"hostLegacyRouting": True},
        "cni": {"exclusive": True},
        "hubble": {"enabled": False},
        "ipam": {"mode": "kubernetes"},
        "k8s": {"requireIPv4PodCIDR": True},
        "k8sServiceHost": blueprint.endpoint.name,
        "k8sServicePort": "6443",
        "kubeProxyReplacement": str(replaces).lower(),
        **({"kubeProxyReplacementHealthzBindAddr": "0.0.0.0:10256"} if replaces else {}),
        "operator": {"replicas": min(2, nodes)},
        "routingMode": "tunnel",
        "tunnelProtocol": "vxlan",
    }
