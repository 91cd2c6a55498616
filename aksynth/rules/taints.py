"""Taints of agents."""

from __future__ import annotations

from collections.abc import Iterator

from aksynth.catalog.taints import FLAG, parsed
from aksynth.defaults.taints import registered
from aksynth.rules.case import Case
from aksynth.rules.paths import A
from aksynth.rules.registry import KUBERNETES, Finding, rule, shown


@rule(
    "A361",
    wrong={A + "kubernetesConfig": {"kubeletConfig": {FLAG: "gpu"}}},
    right={A + "kubernetesConfig": {"kubeletConfig": {FLAG: "nvidia.com/gpu=present:NoSchedule"}}},
    source=KUBERNETES + "concepts/scheduling-eviction/taint-and-toleration/",
    advice="separate taints with commas, and write each key and effect once",
)
def taints(case: Case) -> Iterator[Finding]:
    """Taints of a pool must have a key and an effect.

    The kubelet does not start with other taints.
    """
    for path, pool in case.pools():
        text = registered(pool)
        try:
            list(parsed(text))
        except ValueError as error:
            allowed = "KEY=VALUE:EFFECT or KEY:EFFECT; the effect is NoSchedule, PreferNoSchedule or NoExecute"
            yield Finding((*path, "kubernetesConfig", "kubeletConfig", FLAG), str(error), shown(text), allowed)
