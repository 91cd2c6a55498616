"""Kubernetes workloads that the nodes need."""

from __future__ import annotations

from typing import Any

Object = dict[str, Any]


def host_path(name: str, path: str, kind: str = "DirectoryOrCreate") -> Object:
    return {"name": name, "hostPath": {"path": path, "type": kind}}


def system_pod(*, account: str | None, containers: list[Object], volumes: list[Object], **more: Any) -> Object:
    """A pod on the host network. It also runs before the pod network exists, and on nodes that are not ready."""
    pod: Object = {
        "hostNetwork": True,
        "priorityClassName": "system-node-critical",
        "tolerations": [{"operator": "Exists"}],
        "containers": containers,
        "volumes": volumes,
        **more,
    }
    return {**({"serviceAccountName": account} if account else {}), **pod}


def workload(kind: str, name: str, pod: Object, **spec: Any) -> Object:
    """A Deployment or DaemonSet in kube-system. Its pods have the label `k8s-app: NAME`."""
    labels = {"k8s-app": name}
    return {
        "apiVersion": "apps/v1",
        "kind": kind,
        "metadata": {"name": name, "namespace": "kube-system", "labels": labels},
        "spec": {
            **spec,
            "selector": {"matchLabels": labels},
            "template": {"metadata": {"labels": labels}, "spec": pod},
        },
    }


def apart(name: str) -> Object:
    """An affinity: at most one pod on each machine, because they use a port of the host."""
    term = {"labelSelector": {"matchLabels": {"k8s-app": name}}, "topologyKey": "kubernetes.io/hostname"}
    return {"podAntiAffinity": {"requiredDuringSchedulingIgnoredDuringExecution": [term]}}


def account(name: str) -> Object:
    return {"apiVersion": "v1", "kind": "ServiceAccount", "metadata": {"name": name, "namespace": "kube-system"}}


def cluster_role(name: str, rules: list[Object]) -> list[Object]:
    """A cluster role and its binding to the service account of the same name."""
    api = "rbac.authorization.k8s.io"
    return [
        {"apiVersion": f"{api}/v1", "kind": "ClusterRole", "metadata": {"name": f"aksynth:{name}"}, "rules": rules},
        {
            "apiVersion": f"{api}/v1",
            "kind": "ClusterRoleBinding",
            "metadata": {"name": f"aksynth:{name}"},
            "roleRef": {"apiGroup": api, "kind": "ClusterRole", "name": f"aksynth:{name}"},
            "subjects": [{"kind": "ServiceAccount", "name": name, "namespace": "kube-system"}],
        },
    ]


def role(name: str, namespace: str, rules: list[Object]) -> list[Object]:
    """A role in a namespace, and its binding to the service account of the same name in kube-system."""
    api, metadata = "rbac.authorization.k8s.io", {"name": f"aksynth:{name}", "namespace": namespace}
    return [
        {"apiVersion": f"{api}/v1", "kind": "Role", "metadata": metadata, "rules": rules},
        {
            "apiVersion": f"{api}/v1",
            "kind": "RoleBinding",
            "metadata": metadata,
            "roleRef": {"apiGroup": api, "kind": "Role", "name": f"aksynth:{name}"},
            "subjects": [{"kind": "ServiceAccount", "name": name, "namespace": "kube-system"}],
        },
    ]


def rule(group: str, resources: str, verbs: str) -> Object:
    """`resources` and `verbs` are separated by spaces."""
    return {"apiGroups": [group], "resources": resources.split(), "verbs": verbs.split()}


def requests(cpu: str, memory: str) -> Object:
    return {"requests": {"cpu": cpu, "memory": memory}}
