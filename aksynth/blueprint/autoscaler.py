"""The cluster autoscaler: the pools whose size it decides."""

from __future__ import annotations

from dataclasses import dataclass

from aksynth.apimodel.kubernetes import KubernetesConfig
from aksynth.blueprint.pairs import Flags
from aksynth.catalog.addons import AUTOSCALER, find
from aksynth.defaults.autoscaler import written_bounds


@dataclass(frozen=True, kw_only=True)
class Bounds:
    """The smallest and the largest number of agents."""

    smallest: int
    largest: int


@dataclass(frozen=True, kw_only=True)
class Autoscaler:
    """`settings` are flags without their hyphens."""

    settings: Flags


def autoscaler(config: KubernetesConfig) -> Autoscaler | None:
    """The settings of the model over those of AKS Engine. None if the add-on is not enabled."""
    addon, fact = config.enabled_addon(AUTOSCALER), find(AUTOSCALER)
    if not addon or not fact:
        return None
    written = {name: value for name, value in (addon.config or {}).items() if fact.is_flag(name)}
    return Autoscaler(settings=tuple(sorted({**fact.defaults, **written}.items())))


def bounds(config: KubernetesConfig, pool: str) -> Bounds | None:
    """None for a pool that keeps the `count` of the model."""
    found = written_bounds(config, pool)
    if found is None:
        return None
    return Bounds(smallest=int(found.get("min-nodes", "1")), largest=int(found.get("max-nodes", "1")))
