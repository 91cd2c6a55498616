"""What a rule is, and the list of all."""

from __future__ import annotations

import inspect
import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from aksynth.apimodel import Fault
from aksynth.apimodel.json_reader import Path
from aksynth.rules.case import Case

AKS_ENGINE = "AKS Engine's own validation, https://github.com/Azure/aks-engine/tree/master/pkg/api/vlabs"
AZURE = "https://learn.microsoft.com/azure/"
KUBERNETES = "https://kubernetes.io/docs/"
AKSYNTH = "aksynth's design"

Patch = Mapping[str, Any]
"""Changes of the example model by dotted path; None takes a key away."""


@dataclass(frozen=True)
class Finding:
    """One place that breaks a rule. `advice` "" takes the rule's own."""

    path: Path
    message: str
    value: str = ""
    allowed: str = ""
    advice: str = ""


Check = Callable[[Case], Iterable[Finding]]


@dataclass(frozen=True, kw_only=True)
class Rule:
    """One check with the id that its faults carry.

    `title` says what it wants and `why` the reason. `wrong` is a change of the example model that breaks it, `right`
    the nearest one that does not. `silenceable`: a model may switch it off with a written reason.
    """

    id: str
    check: Check = field(repr=False)
    title: str
    why: str
    severity: Literal["error", "warning"]
    source: str
    advice: str
    wrong: Patch
    right: Patch
    silenceable: bool

    def faults(self, case: Case) -> list[Fault]:
        """What the rule finds, as faults."""
        return [
            Fault(
                rule=self.id,
                path=found.path,
                message=found.message,
                value=found.value,
                allowed=found.allowed,
                advice=found.advice or self.advice,
                severity=self.severity,
            )
            for found in self.check(case)
        ]


RULES: dict[str, Rule] = {}


def rule(
    id_: str,
    *,
    wrong: Patch,
    right: Patch,
    advice: str,
    source: str = AKS_ENGINE,
    warns: bool = False,
    silenceable: bool | None = None,
) -> Callable[[Check], Check]:
    """Register a function as the check of rule `id_`; its docstring is the title, and behind a blank line the why."""

    def register(check: Check) -> Check:
        if id_ in RULES:
            raise ValueError(f"two rules are called {id_}")
        title, _, why = (inspect.getdoc(check) or "").partition("\n\n")
        RULES[id_] = Rule(
            id=id_,
            check=check,
            title=" ".join(title.split()),
            why=" ".join(why.split()),
            severity="warning" if warns else "error",
            source=source,
            advice=advice,
            wrong=wrong,
            right=right,
            silenceable=warns if silenceable is None else silenceable,
        )
        return check

    return register


def shown(value: Any) -> str:
    """A value as JSON has it, shortened."""
    text = json.dumps(value, ensure_ascii=False)
    return text if len(text) <= 60 else text[:57] + "..."
