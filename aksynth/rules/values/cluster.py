"""Values and numbers of `properties.aksynth`."""

from __future__ import annotations

from aksynth.rules.paths import X
from aksynth.rules.registry import AKSYNTH
from aksynth.rules.values.bounds import values_rule

values_rule(
    "A57",
    title="The identity of masters must be of a known kind",
    wrong={X + "identity": "Both"},
    right={X + "identity": "SystemAssigned"},
    advice="remove the field",
    source=AKSYNTH,
)
values_rule(
    "A94",
    title="Snapshots of etcd must be taken every 1 to 24 hours and kept 1 to 365 days",
    why="So there is always one to go back to.",
    wrong={X + "backup": {"intervalHours": 48}},
    right={X + "backup": {"intervalHours": 24}},
    advice="6 hours and 14 days are the defaults",
    source=AKSYNTH,
)
values_rule(
    "A432",
    title="A rolling replacement must have 1 to 100 additional agents, and 1 to 30 minutes for each drain",
    why="A run command ends after 90 minutes. Without an additional agent, pods would have no place to go.",
    wrong={X + "rollingReplacement": [{"pool": "agentpool1", "maxSurge": 0}]},
    right={X + "rollingReplacement": [{"pool": "agentpool1", "maxSurge": 1}]},
    advice="1 agent and 10 minutes are the defaults",
    source=AKSYNTH,
)
