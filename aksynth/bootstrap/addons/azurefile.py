"""Azure files: https://github.com/kubernetes-sigs/azurefile-csi-driver"""

from __future__ import annotations

from aksynth.blueprint import Blueprint
from aksynth.bootstrap.addons.azurefile_access import KEYS
from aksynth.bootstrap.addons.chart import chart
from aksynth.bootstrap.addons.workload import Object

_CHARTS = "https://raw.githubusercontent.com/kubernetes-sigs/azurefile-csi-driver/master/charts"
_TAG = "aksynth-cluster"


def azurefile_chart(blueprint: Blueprint) -> str:
    version = blueprint.kubernetes.component("azurefile-csi")
    return chart(f"{_CHARTS}/v{version}/azurefile-csi-driver-{version}.tgz")


def azurefile_values(blueprint: Blueprint) -> Object:
    """The controller runs on masters, where azure.json has an identity. The node part needs no rights.

    The chart's roles are replaced: its node part may read every Secret. Definitions and controller of snapshots are
    those of the chart for disks. Without `azurefileProxy` and `enableManagedIdentityAuth`, the init container installs
    no package on the node and writes no /etc/krb5.conf: v1.35.7, pkg/azurefile-proxy/init.sh and install-proxy.sh.
    The controller uses ports of the node, so its successor has no place before it is gone.
    """
    return {
        "controller": {
            "runOnControlPlane": True,
            "replicas": min(2, len(blueprint.masters.machines)),
            "strategyType": "Recreate",
            "allowEmptyCloudConfig": False,
        },
        "linux": {"distro": "debian"},
        "node": {
            "allowEmptyCloudConfig": True,
            "enableManagedIdentityAuth": False,
            "azurefileProxy": {"enabled": False, "installAznfsMount": False},
        },
        "rbac": {"create": False},
        "snapshot": {"enabled": False},
        "windows": {"enabled": False},
    }


def file_class(blueprint: Blueprint) -> Object:
    """The class of AKS Engine for file shares. Existing claims name it.

    The driver takes any account of the resource group that looks like a new one (v1.35.7, EnsureStorageAccount). With
    `matchTags` it takes only an account with this tag, which it makes itself. Agents have no identity, so the node part
    finds the key of the account in a Secret.
    """
    return {
        "apiVersion": "storage.k8s.io/v1",
        "kind": "StorageClass",
        "metadata": {"name": "azurefile"},
        "provisioner": "file.csi.azure.com",
        "parameters": {
            "skuName": "Standard_LRS",
            "secretNamespace": KEYS,
            "tags": f"{_TAG}={blueprint.name}-{blueprint.suffix}",
            "matchTags": "true",
        },
        "reclaimPolicy": "Delete",
        "allowVolumeExpansion": True,
        "volumeBindingMode": "Immediate",
    }
