"""Calico by its operator: https://docs.tigera.io/calico/latest/getting-started/kubernetes/helm

The definitions are a chart of their own since Calico 3.32. They come first, since the chart of the operator has an
object of them. Addresses of the charts: projectcalico/calico v3.32.1, release/pkg/postrelease/helm_test.go.
"""

from __future__ import annotations

from typing import Any

from aksynth.blueprint import Blueprint
from aksynth.blueprint.pod_network import PodNetwork
from aksynth.bootstrap.addons.chart import chart
from aksynth.bootstrap.addons.workload import Object
from aksynth.bootstrap.documents import to_yaml

_NAMESPACE = "tigera-operator"
_RELEASES = "https://github.com/projectcalico/calico/releases/download"
_DATAPLANES = {"nftables": "Nftables"}
"""By kube-proxy's mode: both must write the same kind of rules."""


def calico(blueprint: Blueprint) -> dict[str, str]:
    """Files by name."""
    version = blueprint.kubernetes.component("calico")
    namespace = {"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": _NAMESPACE}}
    return {
        "11-calico-crds.chart": _chart("crd.projectcalico.org.v1", version),
        "11-calico-crds.values.yaml": to_yaml({}),
        "12-calico-namespace.yaml": to_yaml(namespace),
        "13-calico.chart": _chart("tigera-operator", version),
        "13-calico.values.yaml": to_yaml(calico_values(blueprint)),
    }


def _chart(name: str, version: str) -> str:
    return chart(f"{_RELEASES}/{version}/{name}-{version}.tgz", _NAMESPACE)


def calico_values(blueprint: Blueprint) -> Object:
    """The data path is Azure's, without a tunnel and without BGP; and no volume plugins."""
    off = {"enabled": False}
    pods = blueprint.pod_network
    network = {
        "bgp": "Disabled",
        "linuxDataplane": _DATAPLANES.get(pods.proxy_mode, "Iptables"),
        "ipPools": [] if pods.pods_in_subnet else [_pool(pods)],
    }
    return {
        "installation": {
            "variant": "Calico",
            "cni": _cni(pods),
            "calicoNetwork": network,
            "flexVolumePath": "None",
            "kubeletVolumePluginPath": "None",
        },
        "manageCRDs": False,
        "apiServer": off,
        "goldmane": off,
        "whisker": off,
    }


def _cni(pods: PodNetwork) -> dict[str, Any]:
    """The plugin of the subnet's addresses stays; without it Calico's own takes addresses of the node's range."""
    if pods.pods_in_subnet:
        return {"type": "AzureVNET", "ipam": {"type": "AzureVNET"}}
    return {"type": "Calico", "ipam": {"type": "HostLocal"}}


def _pool(pods: PodNetwork) -> dict[str, Any]:
    """With every field that the operator would add again after each apply: tigera/operator v1.42.3,
    pkg/controller/ippool/defaults.go. ip-masq-agent gives pods the node's address."""
    return {
        "name": "default-ipv4-ippool",
        "cidr": pods.pod_cidr,
        "encapsulation": "None",
        "natOutgoing": "Disabled",
        "nodeSelector": "all()",
        "blockSize": 26,
        "disableBGPExport": False,
        "disableNewAllocations": False,
        "allowedUses": ["Workload", "Tunnel"],
        "assignmentMode": "Automatic",
    }
