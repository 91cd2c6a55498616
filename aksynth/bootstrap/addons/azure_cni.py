"""Azure CNI: https://github.com/Azure/azure-container-networking

The entry point of the image unpacks the files that its arguments name. The network configuration is last, because
containerd considers the network ready as soon as that file exists.
"""

from __future__ import annotations

from aksynth.blueprint import Blueprint
from aksynth.bootstrap.addons.workload import Object, host_path, requests, system_pod, workload
from aksynth.bootstrap.documents import to_yaml

_BIN, _CONF = "/opt/cni/bin", "/etc/cni/net.d"
_FILES = (
    ("azure-vnet", f"{_BIN}/azure-vnet"),
    ("azure-vnet-ipam", f"{_BIN}/azure-vnet-ipam"),
    ("azure-vnet-telemetry", f"{_BIN}/azure-vnet-telemetry"),
    ("azure.conflist", f"{_CONF}/10-azure.conflist"),
)


def azure_cni(blueprint: Blueprint) -> dict[str, str]:
    """Files by name."""
    return {"10-azure-cni.yaml": to_yaml(*_objects(blueprint))}


def _objects(blueprint: Blueprint) -> list[Object]:
    """A DaemonSet that installs the plugin on every node, in transparent mode."""
    version = blueprint.kubernetes.component("azure-cni")
    installer: Object = {
        "name": "install",
        "image": f"{blueprint.cloud.image_registry}/containernetworking/v2/azure-cni:{version}",
        "args": ["deploy", *(part for source, target in _FILES for part in (source, "-o", target))],
        "resources": requests("10m", "32Mi"),
        "volumeMounts": [{"name": "bin", "mountPath": _BIN}, {"name": "conf", "mountPath": _CONF}],
    }
    pause: Object = {
        "name": "pause",
        "image": f"registry.k8s.io/pause:{blueprint.kubernetes.component('pause')}",
        "resources": requests("1m", "4Mi"),
    }
    volumes = [host_path("bin", _BIN), host_path("conf", _CONF)]
    pod = system_pod(account=None, containers=[pause], volumes=volumes, initContainers=[installer])
    return [workload("DaemonSet", "azure-cni", pod)]
