"""cloud-provider-azure: https://cloud-provider-azure.sigs.k8s.io"""

from __future__ import annotations

from aksynth.blueprint import Blueprint
from aksynth.bootstrap.addons.workload import (
    Object,
    account,
    apart,
    cluster_role,
    host_path,
    requests,
    rule,
    system_pod,
    workload,
)

_MANAGER, _NODES = "cloud-controller-manager", "cloud-node-manager"

_PATHS = {
    "kubernetes": "/etc/kubernetes",
    "certificates": "/etc/ssl",
    "identity": "/var/lib/waagent/ManagedIdentity-Settings",
}
"""Folders of a master that the controller manager reads."""

_MANAGER_RULES = [
    rule("", "nodes", "*"),
    rule("", "nodes/status", "patch"),
    rule("", "services services/status", "get list patch update watch"),
    rule("", "serviceaccounts", "create get list update watch"),
    rule("", "persistentvolumes", "get list update watch"),
    rule("", "endpoints", "create get list update watch"),
    rule("", "secrets", "get list watch"),
    rule("", "events", "create patch update"),
    rule("coordination.k8s.io", "leases", "create get update"),
    rule("discovery.k8s.io", "endpointslices", "get list watch"),
]
_NODES_RULES = [rule("", "nodes", "get list patch update watch"), rule("", "nodes/status", "patch")]


def cloud_provider(blueprint: Blueprint) -> list[Object]:
    """The controller manager on the masters, and the node manager on every node."""
    version = blueprint.kubernetes.component("cloud-provider-azure")
    return [
        account(_MANAGER),
        *cluster_role(_MANAGER, _MANAGER_RULES),
        _authentication_reader(),
        _controller_manager(blueprint, version),
        account(_NODES),
        *cluster_role(_NODES, _NODES_RULES),
        _node_manager(blueprint, version),
    ]


def _authentication_reader() -> Object:
    return {
        "apiVersion": "rbac.authorization.k8s.io/v1",
        "kind": "RoleBinding",
        "metadata": {"name": f"aksynth:{_MANAGER}", "namespace": "kube-system"},
        "roleRef": {
            "apiGroup": "rbac.authorization.k8s.io",
            "kind": "Role",
            "name": "extension-apiserver-authentication-reader",
        },
        "subjects": [{"kind": "ServiceAccount", "name": _MANAGER, "namespace": "kube-system"}],
    }


def _controller_manager(blueprint: Blueprint, version: str) -> Object:
    container: Object = {
        "name": _MANAGER,
        "image": f"{blueprint.cloud.image_registry}/oss/v2/kubernetes/azure-cloud-controller-manager:{version}",
        "args": _arguments(blueprint),
        "resources": requests("100m", "128Mi"),
        "livenessProbe": {
            "httpGet": {"path": "/healthz", "port": 10268, "scheme": "HTTPS"},
            "initialDelaySeconds": 20,
        },
        "volumeMounts": [{"name": n, "mountPath": p, "readOnly": True} for n, p in _PATHS.items()],
    }
    pod = system_pod(
        account=_MANAGER,
        containers=[container],
        volumes=[host_path(name, path) for name, path in _PATHS.items()],
        nodeSelector={"node-role.kubernetes.io/control-plane": ""},
        affinity=apart(_MANAGER),
    )
    # Its successor finds the port taken, and where each master has one no machine without one: an old one goes first.
    strategy = {"type": "RollingUpdate", "rollingUpdate": {"maxSurge": 0, "maxUnavailable": 1}}
    return workload("Deployment", _MANAGER, pod, replicas=min(2, len(blueprint.masters.machines)), strategy=strategy)


def _arguments(blueprint: Blueprint) -> list[str]:
    return [
        "--cloud-provider=azure",
        "--cloud-config=/etc/kubernetes/azure.json",
        f"--cluster-name={blueprint.name}",
        f"--cluster-cidr={blueprint.pod_network.cluster_cidr}",
        # It would start a second controller that gives nodes their ranges: v1.36.11, cmd/cloud-controller-manager/app.
        "--allocate-node-cidrs=false",
        f"--configure-cloud-routes={str(blueprint.pod_network.cloud_routes).lower()}",
        # The node manager does this part on each node.
        "--controllers=*,-cloud-node",
        "--leader-elect=true",
        "--secure-port=10268",
    ]


def _node_manager(blueprint: Blueprint, version: str) -> Object:
    wait = f"--wait-routes={str(blueprint.pod_network.cloud_routes).lower()}"
    container: Object = {
        "name": _NODES,
        "image": f"{blueprint.cloud.image_registry}/oss/v2/kubernetes/azure-cloud-node-manager:{version}",
        "command": ["cloud-node-manager", "--node-name=$(NODE_NAME)", wait],
        "env": [{"name": "NODE_NAME", "valueFrom": {"fieldRef": {"fieldPath": "spec.nodeName"}}}],
        "resources": requests("50m", "50Mi"),
    }
    pod = system_pod(account=_NODES, containers=[container], volumes=[])
    return workload("DaemonSet", _NODES, pod)
