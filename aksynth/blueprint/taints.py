"""Taints of agents: the kubelet's flag `--register-with-taints` of a pool."""

from __future__ import annotations

from dataclasses import dataclass

from aksynth.apimodel import AgentPoolProfile
from aksynth.catalog.taints import parsed
from aksynth.defaults.taints import registered

_POD_IDENTITY = "node.kubernetes.io/aad-pod-identity-not-ready"
"""AKS Engine wrote it into models with the add-on aad-pod-identity, which no longer exists: nothing would remove it."""


@dataclass(frozen=True, kw_only=True)
class Taint:
    """It keeps pods that do not tolerate it away. `value` can be blank."""

    key: str
    value: str
    effect: str
    """NoSchedule, PreferNoSchedule or NoExecute."""


def taints(profile: AgentPoolProfile) -> tuple[Taint, ...]:
    """In the order of the model, which A361 has checked."""
    found = parsed(registered(profile))
    return tuple(Taint(key=key, value=value, effect=effect) for key, value, effect in found if key != _POD_IDENTITY)
