"""Azure disks: https://github.com/kubernetes-sigs/azuredisk-csi-driver"""

from __future__ import annotations

from aksynth.blueprint import Blueprint
from aksynth.blueprint.data_disks import reserved_luns
from aksynth.bootstrap.addons.chart import chart
from aksynth.bootstrap.addons.workload import Object

_CLASSES = (("default", "Standard_LRS"), ("managed-premium", "Premium_LRS"), ("managed-standard", "Standard_LRS"))
_DEFAULT = "default"


_CHARTS = "https://raw.githubusercontent.com/kubernetes-sigs/azuredisk-csi-driver/master/charts"


def azuredisk_chart(blueprint: Blueprint) -> str:
    """The address of the chart. The index of the repository is not used: it names the host of the publisher, also when
    a mirror serves it."""
    version = blueprint.kubernetes.component("azuredisk-csi")
    return chart(f"{_CHARTS}/v{version}/azuredisk-csi-driver-{version}.tgz")


def azuredisk_values(blueprint: Blueprint) -> Object:
    """The controller runs on masters, where azure.json has an identity. The node part needs no rights.

    The pod of the controller always has the snapshotter, which needs the definitions and the controller of snapshots.
    """
    masters = min(2, len(blueprint.masters.machines))
    luns = reserved_luns(pool.machine for pool in blueprint.pools)
    return {
        "controller": {
            "runOnControlPlane": True,
            "replicas": masters,
            "allowEmptyCloudConfig": False,
        },
        "linux": {"distro": "debian"},
        "node": {"allowEmptyCloudConfig": True, **({"reservedDataDiskSlotNum": luns} if luns else {})},
        "snapshot": {"enabled": True, "snapshotController": {"replicas": masters}},
        "windows": {"enabled": False},
    }


def disk_classes() -> list[Object]:
    """The classes of AKS Engine for managed disks. Existing claims name them."""
    return [_storage_class(name, sku) for name, sku in _CLASSES]


def snapshot_class() -> Object:
    """The class under its name in the chart. The chart has it as a hook, and hooks are not applied."""
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
