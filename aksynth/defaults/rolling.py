"""Rolling replacement of agents."""

from __future__ import annotations

from aksynth.apimodel.rolling import RollingReplacement

DRAIN_MINUTES = 10
"""As long as a pool that leaves the model has."""


def surge(entry: RollingReplacement) -> int:
    """Agents more than count. One agent at a time needs the least quota."""
    return 1 if entry.max_surge is None else entry.max_surge


def drain_minutes(entry: RollingReplacement) -> int:
    return DRAIN_MINUTES if entry.drain_timeout is None else entry.drain_timeout
