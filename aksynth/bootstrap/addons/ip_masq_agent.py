"""ip-masq-agent: traffic that leaves the virtual network has the address of the node. https://github.com/Azure/ip-masq-agent-v2

It reads its configuration every 60 seconds, the default of its flag.
"""

from __future__ import annotations

from aksynth.blueprint import Blueprint
from aksynth.bootstrap.addons.workload import Object, requests, system_pod, workload
from aksynth.bootstrap.documents import to_yaml

_NAME = "ip-masq-agent"


def ip_masq_agent(blueprint: Blueprint) -> list[Object]:
    """Its configuration and a DaemonSet."""
    pods = blueprint.pod_network
    config = {"nonMasqueradeCIDRs": list(pods.non_masquerade_cidrs), "masqLinkLocal": pods.masquerade_link_local}
    config_map: Object = {
        "apiVersion": "v1",
        "kind": "ConfigMap",
        "metadata": {"name": _NAME, "namespace": "kube-system"},
        "data": {_NAME: to_yaml(config)},
    }
    version = blueprint.kubernetes.component(_NAME)
    container: Object = {
        "name": _NAME,
        "image": f"{blueprint.cloud.image_registry}/oss/v2/azure/ip-masq-agent-v2:{version}",
        "resources": requests("10m", "32Mi"),
        "securityContext": {"capabilities": {"drop": ["ALL"], "add": ["NET_ADMIN", "NET_RAW"]}},
        "volumeMounts": [{"name": "config", "mountPath": "/etc/config"}],
    }
    volume = {"name": "config", "configMap": {"name": _NAME, "optional": True}}
    pod = system_pod(account=None, containers=[container], volumes=[volume])
    return [config_map, workload("DaemonSet", _NAME, pod)]
