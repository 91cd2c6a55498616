"""Values and numbers of Kubernetes, its add-ons and its cloud provider."""

from __future__ import annotations

from aksynth.rules.paths import K, O
from aksynth.rules.registry import AKS_ENGINE, AKSYNTH, AZURE
from aksynth.rules.values.bounds import values_rule

values_rule(
    "V20",
    title="The orchestrator must be Kubernetes",
    wrong={O + "orchestratorType": "Nomad"},
    right={O + "orchestratorType": "kubernetes"},
    advice="remove the field",
    source=AKS_ENGINE,
)
values_rule(
    "V34",
    title="The limit for the database of etcd must be 2 GiB or more",
    why="etcd's own default is 2 GiB; with the quota reached the cluster only reads.",
    wrong={K + "etcdStorageLimitGB": 1},
    right={K + "etcdStorageLimitGB": 8},
    advice="8 is the default",
    source=AKS_ENGINE,
)
values_rule(
    "V37",
    title="The container runtime must be containerd or Kata",
    why="docker becomes containerd.",
    wrong={K + "containerRuntime": "rkt"},
    right={K + "containerRuntime": "containerd"},
    advice="remove the field",
    source=AKS_ENGINE,
)
values_rule(
    "V42",
    title="maxPods must be 5 or more",
    wrong={K + "maxPods": 4},
    right={K + "maxPods": 0},
    advice="write --max-pods in kubeletConfig",
    source=AKS_ENGINE,
)
values_rule(
    "V52",
    title="The kind of image registry must be known",
    wrong={K + "kubernetesImageBaseType": "acr"},
    right={K + "kubernetesImageBaseType": "mcr"},
    advice="remove the field: it has no effect",
    source=AKS_ENGINE,
)
values_rule(
    "V151",
    title="The mode of an add-on must be EnsureExists or Reconcile",
    wrong={K + "addons": [{"name": "coredns", "mode": "Once"}]},
    right={K + "addons": [{"name": "coredns", "mode": "Reconcile"}]},
    advice="remove the field",
    source=AKS_ENGINE,
)
values_rule(
    "A66",
    title="Numbers of the cloud provider must not be negative",
    wrong={K + "cloudProviderBackoffRetries": -1},
    right={K + "cloudProviderBackoffRetries": 3},
    advice="remove the field",
    source=AKSYNTH,
)
values_rule(
    "A68",
    title="A key vault must be Standard or Premium",
    why="AKS Engine let Azure refuse other texts.",
    wrong={K + "keyVaultSku": "Basic"},
    right={K + "keyVaultSku": "premium"},
    advice="Premium keeps the key in an HSM",
    source=AZURE,
)
