"""Rolling replacement of agents."""

from __future__ import annotations

from aksynth.apimodel.rolling import RollingReplacement

DRAIN_MINUTES = 10
"""As long as a pool that leaves the model has."""


def surge(entry: RollingReplacement) -> int:
    """Agents more than count. AKS has the same default for clusters of its time:
    https://learn.microsoft.com/azure/aks/upgrade-aks-node-pools-rolling"""
    return 1 if entry.max_surge is None else entry.max_surge


def drain_minutes(entry: RollingReplacement) -> int:
    return DRAIN_MINUTES if entry.drain_timeout is None else entry.drain_timeout
