"""The run command that replaces the agents of a pool."""

from __future__ import annotations

from aksynth.blueprint import Blueprint
from aksynth.blueprint.pools import Pool
from aksynth.blueprint.rolling import Rolling
from aksynth.bootstrap.environment import assignments
from aksynth.bootstrap.static import code, script


def replacement(blueprint: Blueprint, pool: Pool, rolling: Rolling) -> str:
    """The script that the first master runs after each change of the pool's machines or of its count. It contains no
    secret: the machine has the names of subscription, group and identity in its cloud provider's configuration."""
    values = {
        "ARM": blueprint.cloud.resource_manager,
        "POOL": pool.name,
        "SCALE_SET": pool.scale_set or "",
        "COUNT": str(pool.count),
        "SURGE": str(rolling.surge),
        "DRAIN_MINUTES": str(rolling.drain_minutes),
    }
    return "#!/bin/bash\n" + assignments(values) + "\n".join(code(script("roll.sh"))) + "\n"
