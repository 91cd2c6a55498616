"""Kata Containers by kata-deploy: https://github.com/kata-containers/kata-containers, tag 4.1.0,
tools/packaging/kata-deploy/helm-chart.

On each node that the DaemonSet selects, kata-deploy unpacks /opt/kata, adds /etc/containerd/conf.d/kata-deploy.toml,
restarts containerd, and sets the labels that the RuntimeClasses select. Nothing else may set these labels: pods would
come before the runtime.
"""

from __future__ import annotations

from aksynth.blueprint import Blueprint
from aksynth.blueprint.kata import Kata
from aksynth.blueprint.pools import KATA_LABEL
from aksynth.bootstrap.addons.chart import chart
from aksynth.bootstrap.addons.kata_policy import kata_policy
from aksynth.bootstrap.addons.workload import Object
from aksynth.bootstrap.documents import to_yaml

RUNTIME_CLASS = "kata"
_CHART = "https://github.com/kata-containers/kata-containers/releases/download"
_SHIM = "qemu-runtime-rs"
"""QEMU with the Rust runtime, the default since 4.0. The chart's shims for Azure need Microsoft's hypervisor."""


def kata_files(blueprint: Blueprint, kata: Kata) -> dict[str, str]:
    """Files by name. The RuntimeClass comes before the policy: pods with an unknown class are rejected."""
    version = blueprint.kubernetes.component("kata-deploy")
    address = f"{_CHART}/{version}/kata-deploy-{version}.tgz"
    policy = {"46-kata-policy.yaml": to_yaml(*kata_policy(blueprint, kata, RUNTIME_CLASS))} if kata.sets_class else {}
    return {"45-kata-deploy.chart": chart(address), "45-kata-deploy.values.yaml": to_yaml(kata_values()), **policy}


def kata_values() -> Object:
    """One shim. By default the chart enables all, and asks for a snapshotter that only confidential ones need."""
    key, value = KATA_LABEL
    return {
        "defaultShim": {"amd64": _SHIM},
        "imagePullPolicy": "IfNotPresent",
        "nodeSelector": {key: value},
        "runtimeClasses": {"enabled": True, "createDefault": True, "defaultName": RUNTIME_CLASS},
        "shims": {"disableAll": True, _SHIM: {"enabled": True}},
        "snapshotter": {"setup": []},
        # Taints of the model's administrators do not keep the runtime away. Masters do not have the label.
        "tolerations": [{"operator": "Exists"}],
    }
