"""The desired state that an apply brings to the masters."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from cdktf import ITerraformDependable

from aksynth._stacks.node_files import NodeFiles
from aksynth.bootstrap import desired_state, run_command
from aksynth.constructs import MasterState

if TYPE_CHECKING:
    from aksynth._stacks.cluster import ClusterStack


class Part(Protocol):
    """Resources that the masters depend on."""

    @property
    def ready(self) -> list[ITerraformDependable]: ...


def add_state(stack: ClusterStack, files: NodeFiles) -> MasterState:
    """The masters receive it after everything that they depend on is ready."""
    return MasterState(
        stack,
        "state",
        group=stack.group,
        masters=stack.masters,
        state=desired_state(files.masters),
        script=run_command,
        after=[resource for part in _parts(stack) for resource in part.ready],
    )


def _parts(stack: ClusterStack) -> list[Part]:
    return [
        stack.network,
        stack.endpoint,
        stack.identities,
        stack.vaults,
        stack.borrowed_vaults,
        stack.private_endpoints,
        stack.masters,
        *stack.pools.values(),
        *([stack.backup] if stack.backup else []),
        *([stack.issuer] if stack.issuer else []),
    ]
