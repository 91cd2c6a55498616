"""Rolling replacement of agents."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from cdktf import ITerraformDependable
from constructs import Construct

from aksynth.bootstrap import replacement
from aksynth.constructs import AgentPool, RollingReplacement

if TYPE_CHECKING:
    from aksynth._stacks.cluster import ClusterStack


def add_replacements(stack: ClusterStack, settled: Sequence[ITerraformDependable]) -> None:
    """One pool after the other, by name, after the masters have `settled`."""
    scope, after = Construct(stack, "rolling"), list(settled)
    for pool in stack.unescaped.pools:
        agents = stack.pools[pool.name]
        if pool.rolling and isinstance(agents, AgentPool):
            replaced = RollingReplacement(
                scope,
                pool.name,
                group=stack.group,
                masters=stack.masters,
                pool=agents,
                count=pool.count,
                script=replacement(stack.unescaped, pool, pool.rolling),
                after=after,
            )
            after = replaced.ready
