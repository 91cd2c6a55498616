"""Which agents run pods in Kata Containers, and which releases can make it the default of pods."""

from __future__ import annotations

from aksynth.apimodel import AgentPoolProfile
from aksynth.apimodel.kubernetes import KubernetesConfig

KATA = "kata-containers"
_POLICY_SINCE = (1, 36)
"""MutatingAdmissionPolicy: kubernetes/enhancements, keps/sig-api-machinery/3962-mutating-admission-policies/kep.yaml.
Kubernetes 1.34 and 1.35 have a beta, which is off and not served without a flag."""


def container_runtime(pool: AgentPoolProfile, config: KubernetesConfig) -> str:
    """That of the pool, otherwise that of the cluster."""
    own = pool.kubernetes_config.container_runtime if pool.kubernetes_config else None
    return KATA if (own or config.container_runtime) == KATA else "containerd"


def runs_kata(pool: AgentPoolProfile, config: KubernetesConfig) -> bool:
    return container_runtime(pool, config) == KATA


def has_mutating_policies(minor: str) -> bool:
    """Of a release such as "1.36"."""
    major, _, number = minor.partition(".")
    return (int(major), int(number)) >= _POLICY_SINCE
