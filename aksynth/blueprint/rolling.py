"""Rolling replacement of the agents of a pool."""

from __future__ import annotations

from dataclasses import dataclass

from aksynth.apimodel import ApiModel
from aksynth.defaults.rolling import drain_minutes, surge


@dataclass(frozen=True, kw_only=True)
class Rolling:
    """`surge` is how many agents more than its count the pool has during a replacement."""

    surge: int
    drain_minutes: int


def rolling(model: ApiModel, pool: str) -> Rolling | None:
    """None: agents of this pool stay as they are until somebody replaces them."""
    entries = model.properties.aksynth.rolling_replacement or []
    found = next((entry for entry in entries if entry.pool == pool), None)
    return Rolling(surge=surge(found), drain_minutes=drain_minutes(found)) if found else None
