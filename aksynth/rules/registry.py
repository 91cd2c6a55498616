"""What a rule is, and the list of all."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from aksynth.apimodel import ApiModel, Fault
from aksynth.apimodel.json_reader import Path

Check = Callable[[ApiModel], Iterable[Fault]]

MASTER: Path = ("properties", "masterProfile")
CONFIG: Path = ("properties", "orchestratorProfile", "kubernetesConfig")
POOLS: Path = ("properties", "agentPoolProfiles")
AKSYNTH: Path = ("properties", "aksynth")


@dataclass(frozen=True)
class Rule:
    """One check with the id that its faults carry."""

    id: str
    check: Check


RULES: dict[str, Rule] = {}


def rule(id_: str) -> Callable[[Check], Check]:
    """Register a function as the check of rule `id_`."""

    def register(check: Check) -> Check:
        if id_ in RULES:
            raise ValueError(f"two rules are called {id_}")
        RULES[id_] = Rule(id_, check)
        return check

    return register
