"""Values and numbers of agent pools."""

from __future__ import annotations

from aksynth.rules.paths import A
from aksynth.rules.registry import AKS_ENGINE, AZURE
from aksynth.rules.values.bounds import values_rule

values_rule(
    "V11",
    title="A pool must have 1 to 1000 agents",
    why="A scale set holds no more.",
    wrong={A + "count": 0},
    right={A + "count": 1},
    advice="remove the pool, or make several",
    source=AZURE,
)
values_rule(
    "V12",
    title="Priority and eviction policy of a pool must be known",
    wrong={A + "scaleSetPriority": "Cheap"},
    right={A + "scaleSetPriority": "Spot"},
    advice="check the spelling",
    source=AKS_ENGINE,
)
