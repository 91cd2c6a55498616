"""The stacks: which constructs make a cluster, with which variables, outputs and backend."""

from aksynth import fast_bindings

fast_bindings.install()

from aksynth._stacks.aksynth_stack import AksynthStack, CollidingAddressError  # noqa: E402
from aksynth._stacks.cluster import ClusterStack  # noqa: E402

__all__ = ["AksynthStack", "ClusterStack", "CollidingAddressError"]
