"""NVIDIA's device plugin: https://github.com/NVIDIA/k8s-device-plugin, v0.20.0, deployments/helm/nvidia-device-plugin.

It describes the GPUs of its node in /var/run/cdi, where containerd 2 looks for devices that the kubelet names. Pods get
the driver from there with runc: no runtime of NVIDIA and no setting of containerd is needed. For its own part, the
plugin reads the driver of the machine at /driver-root, and opens the devices because it is privileged
(cmd/nvidia-device-plugin/main.go and root.go).
"""

from __future__ import annotations

from aksynth.blueprint import Blueprint
from aksynth.blueprint.pools import GPU_LABEL
from aksynth.bootstrap.addons.chart import chart
from aksynth.bootstrap.addons.workload import Object
from aksynth.catalog.addons import GPUS

_CHARTS = "https://nvidia.github.io/k8s-device-plugin/stable"


def gpus_chart(blueprint: Blueprint) -> str:
    return chart(f"{_CHARTS}/{GPUS}-{blueprint.kubernetes.component(GPUS)}.tgz")


def gpus_values() -> Object:
    """The affinity of the chart is for labels of node feature discovery, which is not installed. The hook is of the
    package nvidia-container-toolkit-base."""
    label, value = GPU_LABEL
    terms = [{"matchExpressions": [{"key": label, "operator": "In", "values": [value]}]}]
    return {
        "affinity": {
            "nodeAffinity": {"requiredDuringSchedulingIgnoredDuringExecution": {"nodeSelectorTerms": terms}},
        },
        "cdi": {"nvidiaHookPath": "/usr/bin/nvidia-cdi-hook"},
        "deviceListStrategy": "cdi-cri",
        "nvidiaDriverRoot": "/",
        "securityContext": {"privileged": True},
        # Taints of the model's administrators do not keep the plugin away.
        "tolerations": [{"operator": "Exists"}],
    }
