"""`properties.aksynth.rollingReplacement`."""

from __future__ import annotations

from aksynth.apimodel.profile import Profile, key
from aksynth.apimodel.status import BUILT

LARGEST_SET = 1000


class RollingReplacement(Profile):
    """A pool whose agents an apply replaces, a few at a time, after the machines of the model have changed."""

    pool: str = key(
        "pool",
        "",
        "Name of the pool.",
        rule="A430",
        reaches="azurerm_virtual_machine_run_command",
        status=BUILT,
    )
    max_surge: int | None = key(
        "maxSurge",
        None,
        "How many agents more than count the pool has during a replacement.",
        unset="1",
        minimum=1,
        maximum=100,
        rule="A432",
        reaches="azurerm_virtual_machine_run_command",
        status=BUILT,
    )
    drain_timeout: int | None = key(
        "drainTimeoutInMinutes",
        None,
        "How long the pods of an agent have to leave it. The replacement stops when they have not.",
        unit="minutes",
        unset="10",
        minimum=1,
        maximum=30,
        rule="A432",
        reaches="azurerm_virtual_machine_run_command",
        status=BUILT,
    )
