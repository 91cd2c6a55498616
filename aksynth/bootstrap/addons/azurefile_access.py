"""What the driver of Azure files may do in the cluster.

The rules are those of kubernetes-sigs/azurefile-csi-driver v1.35.7, charts/v1.35.7, rbac-csi-azurefile-controller.yaml
and rbac-csi-azurefile-node.yaml, but for Secrets and leases: there both parts may read the Secrets of all namespaces,
and the node part runs on every agent.
"""

from __future__ import annotations

from aksynth.bootstrap.addons.workload import Object, cluster_role, role, rule

KEYS = "azurefile-csi"
"""The namespace of the keys of storage accounts."""

_CONTROLLER, _NODE = "csi-azurefile-controller-sa", "csi-azurefile-node-sa"
_READ = "get list watch"
_CONTROLLER_RULES = [
    rule("", "persistentvolumes", f"{_READ} create patch delete update"),
    rule("", "persistentvolumeclaims", f"{_READ} update"),
    rule("", "persistentvolumeclaims/status", "update patch"),
    rule("", "events", f"{_READ} create update patch"),
    rule("", "nodes", _READ),
    rule("storage.k8s.io", "storageclasses csinodes volumeattributesclasses", _READ),
    rule("snapshot.storage.k8s.io", "volumesnapshots", "get list"),
    rule("snapshot.storage.k8s.io", "volumesnapshotclasses", _READ),
    rule("snapshot.storage.k8s.io", "volumesnapshotcontents", f"{_READ} create update patch delete"),
    rule("snapshot.storage.k8s.io", "volumesnapshotcontents/status", "update patch"),
]
_LEASES = [rule("coordination.k8s.io", "leases", f"{_READ} create update patch delete")]


def azurefile_access() -> list[Object]:
    """The controller writes the key of an account once, and the node part reads it at each mount."""
    return [
        {"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": KEYS}},
        *cluster_role(_CONTROLLER, _CONTROLLER_RULES),
        *role(_CONTROLLER, "kube-system", _LEASES),
        *role(_CONTROLLER, KEYS, [rule("", "secrets", "get create")]),
        *role(_NODE, KEYS, [rule("", "secrets", "get")]),
    ]
