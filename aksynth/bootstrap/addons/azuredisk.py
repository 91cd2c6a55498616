"""Azure disks: https://github.com/kubernetes-sigs/azuredisk-csi-driver"""

from __future__ import annotations

from aksynth.blueprint import Blueprint
from aksynth.bootstrap.addons.workload import Object

_CLASSES = (("default", "Standard_LRS"), ("managed-premium", "Premium_LRS"), ("managed-standard", "Standard_LRS"))
_DEFAULT = "default"


_CHARTS = "https://raw.githubusercontent.com/kubernetes-sigs/azuredisk-csi-driver/master/charts"


def azuredisk_chart(blueprint: Blueprint) -> dict[str, str]:
    """Where the chart is. The repository's index is not asked: it names its publisher's host, whatever mirror it is
    read from."""
    version = blueprint.kubernetes.component("azuredisk-csi")
    return {"CHART": f"{_CHARTS}/v{version}/azuredisk-csi-driver-{version}.tgz", "CHART_NAMESPACE": "kube-system"}


def azuredisk_values(blueprint: Blueprint) -> Object:
    """The controller runs where azure.json with an identity is; a node's part needs no rights.

    The controller's pod always has the snapshotter, which wants the definitions and the controller of snapshots.
    """
    masters = min(2, len(blueprint.masters.machines))
    return {
        "controller": {
            "runOnControlPlane": True,
            "replicas": masters,
            "allowEmptyCloudConfig": False,
        },
        "linux": {"distro": "debian"},
        "node": {"allowEmptyCloudConfig": True},
        "snapshot": {"enabled": True, "snapshotController": {"replicas": masters}},
        "windows": {"enabled": False},
    }


def storage_classes() -> list[Object]:
    """AKS Engine's classes for managed disks; claims name them."""
    return [_storage_class(name, sku) for name, sku in _CLASSES]


def snapshot_class() -> Object:
    """Under the chart's name for it. The chart has it as a hook, and hooks are not applied."""
    return {
        "apiVersion": "snapshot.storage.k8s.io/v1",
        "kind": "VolumeSnapshotClass",
        "metadata": {"name": "csi-azuredisk-vsc"},
        "driver": "disk.csi.azure.com",
        "deletionPolicy": "Delete",
        "parameters": {"incremental": "true"},
    }


def _storage_class(name: str, sku: str) -> Object:
    annotations = {"storageclass.kubernetes.io/is-default-class": "true"} if name == _DEFAULT else {}
    return {
        "apiVersion": "storage.k8s.io/v1",
        "kind": "StorageClass",
        "metadata": {"name": name, "annotations": annotations},
        "provisioner": "disk.csi.azure.com",
        "parameters": {"skuName": sku, "cachingMode": "ReadOnly"},
        "reclaimPolicy": "Delete",
        "allowVolumeExpansion": True,
        "volumeBindingMode": "WaitForFirstConsumer",
    }
