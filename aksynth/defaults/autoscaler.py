"""Bounds of autoscaled pools."""

from __future__ import annotations

import re

from aksynth.apimodel.kubernetes import KubernetesConfig
from aksynth.catalog.addons import AUTOSCALER


def written_bounds(config: KubernetesConfig, pool: str) -> dict[str, str] | None:
    """min-nodes and max-nodes of the model. None for a pool that is not autoscaled."""
    addon = config.enabled_addon(AUTOSCALER)
    return next((entry.config or {} for entry in (addon.pools or [] if addon else []) if entry.name == pool), None)


def may_be_empty(config: KubernetesConfig, pool: str) -> bool:
    """Whether the autoscaler may remove the last agent of the pool."""
    found = written_bounds(config, pool)
    return found is not None and re.fullmatch("0+", found.get("min-nodes", "1")) is not None
