"""The cluster autoscaler: https://github.com/kubernetes/autoscaler, at cluster-autoscaler-1.36.1

Flags: cluster-autoscaler/config/flags/flags.go. Permissions: cluster-autoscaler/charts/cluster-autoscaler/templates,
clusterrole.yaml and role.yaml, without those for other clouds. It grows a scale set with a request that has nothing but
the SKU (cloudprovider/azure/azure_scale_set.go, buildScaleSetCapacityUpdate).
"""

from __future__ import annotations

from collections.abc import Iterator

from aksynth.blueprint import Blueprint
from aksynth.blueprint.autoscaler import Autoscaler
from aksynth.bootstrap.addons.workload import (
    Object,
    account,
    apart,
    cluster_role,
    host_path,
    requests,
    role,
    rule,
    system_pod,
    workload,
)
from aksynth.bootstrap.azure_json import CERTIFICATE

_NAME = "cluster-autoscaler"
_CONFIG = "/etc/kubernetes/azure.json"
_PORT = 8085
_READ = "get list watch"

_RULES = [
    rule("", "events endpoints", "create patch"),
    rule("", "pods/eviction", "create"),
    rule("", "pods/status", "update"),
    rule("", "nodes", f"{_READ} update"),
    rule("", "namespaces pods services replicationcontrollers persistentvolumeclaims persistentvolumes", _READ),
    rule("", "podtemplates configmaps", _READ),
    rule("apps", "daemonsets replicasets statefulsets", _READ),
    rule("batch", "jobs cronjobs", _READ),
    rule("policy", "poddisruptionbudgets", "list watch"),
    rule("resource.k8s.io", "deviceclasses resourceclaims resourceslices", _READ),
    rule("storage.k8s.io", "csidrivers csinodes csistoragecapacities storageclasses volumeattachments", _READ),
    rule("coordination.k8s.io", "leases", "create"),
    {**rule("coordination.k8s.io", "leases", "get update"), "resourceNames": [_NAME]},
]
_IN_ITS_NAMESPACE = [
    rule("", "configmaps", "create"),
    {**rule("", "configmaps", "get update delete"), "resourceNames": [f"{_NAME}-status"]},
]


def autoscaler(blueprint: Blueprint, found: Autoscaler) -> list[Object]:
    """On masters, whose identity may change the scale sets."""
    return [
        account(_NAME),
        *cluster_role(_NAME, _RULES),
        *role(_NAME, "kube-system", _IN_ITS_NAMESPACE),
        _deployment(blueprint, found),
    ]


def _deployment(blueprint: Blueprint, found: Autoscaler) -> Object:
    files = {"configuration": _CONFIG}
    if blueprint.identities.azure_api.certificate:
        files["principal"] = CERTIFICATE
    paths = {**files, "certificates": "/etc/ssl"}
    container: Object = {
        "name": _NAME,
        "image": f"registry.k8s.io/autoscaling/{_NAME}:v{blueprint.kubernetes.component(_NAME)}",
        "command": ["./cluster-autoscaler"],
        "args": list(_arguments(blueprint, found)),
        "resources": requests("100m", "300Mi"),
        # The user of the image cannot read the configuration (Dockerfile: distroless/static:nonroot).
        "securityContext": {
            "allowPrivilegeEscalation": False,
            "capabilities": {"drop": ["ALL"]},
            "readOnlyRootFilesystem": True,
            "runAsUser": 0,
        },
        "livenessProbe": {
            "httpGet": {"path": "/health-check", "host": "127.0.0.1", "port": _PORT},
            "initialDelaySeconds": 60,
            "periodSeconds": 30,
        },
        "volumeMounts": [{"name": n, "mountPath": p, "readOnly": True} for n, p in paths.items()],
    }
    pod = system_pod(
        account=_NAME,
        containers=[container],
        volumes=[host_path(n, p, "File" if n in files else "Directory") for n, p in paths.items()],
        nodeSelector={"node-role.kubernetes.io/control-plane": ""},
        affinity=apart(_NAME),
    )
    # As the cloud controller manager: its successor finds the port taken, so an old one goes first.
    strategy = {"type": "RollingUpdate", "rollingUpdate": {"maxSurge": 0, "maxUnavailable": 1}}
    return workload("Deployment", _NAME, pod, replicas=min(2, len(blueprint.masters.machines)), strategy=strategy)


def _arguments(blueprint: Blueprint, found: Autoscaler) -> Iterator[str]:
    yield "--cloud-provider=azure"
    yield f"--cloud-config={_CONFIG}"
    yield f"--cluster-name={blueprint.name}"
    yield f"--address=127.0.0.1:{_PORT}"
    yield from (f"--{name}={value}" for name, value in found.settings)
    for pool in blueprint.pools:
        if pool.bounds:
            yield f"--nodes={pool.bounds.smallest}:{pool.bounds.largest}:{pool.scale_set}"
