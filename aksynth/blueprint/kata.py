"""Kata Containers: each pod is a virtual machine on its agent."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from aksynth.blueprint.pools import Pool
from aksynth.defaults.kata import KATA, has_mutating_policies


@dataclass(frozen=True, kw_only=True)
class Kata:
    """Kata Containers on the agents of at least one pool."""

    sets_class: bool
    """A policy of the cluster sets the RuntimeClass of pods that have none."""
    is_default: bool
    """The policy applies to all namespaces but those of the system. False: to namespaces with a label."""


def kata(pools: Sequence[Pool], minor: str) -> Kata | None:
    """None: no pool has it. It is the default if pods cannot run on other agents."""
    found = [pool.container_runtime == KATA for pool in pools]
    return Kata(sets_class=has_mutating_policies(minor), is_default=all(found)) if any(found) else None
