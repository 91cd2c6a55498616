"""Taints with which the agents of a pool register."""

from __future__ import annotations

from aksynth.apimodel import AgentPoolProfile
from aksynth.catalog.taints import FLAG


def registered(pool: AgentPoolProfile) -> str:
    """The value of the kubelet's flag; blank for none."""
    flags = pool.kubernetes_config.kubelet_config if pool.kubernetes_config else None
    return (flags or {}).get(FLAG, "")
