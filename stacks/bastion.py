"""Azure Bastion."""

from __future__ import annotations

from typing import TYPE_CHECKING

from aksynth.constructs import Bastion

if TYPE_CHECKING:
    from aksynth._stacks.cluster import ClusterStack


def add_bastion(stack: ClusterStack) -> Bastion | None:
    """No node waits for it."""
    wanted = stack.blueprint.bastion
    if not wanted:
        return None
    return Bastion(
        stack,
        "bastion",
        group=stack.group,
        name=wanted.name,
        network=stack.network,
        prefix=wanted.prefix,
        subnet_id=wanted.subnet_id,
    )
