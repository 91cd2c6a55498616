"""Rules that a model silences."""

from __future__ import annotations

from collections.abc import Iterator

from aksynth.rules.case import AKSYNTH_PATH, Case
from aksynth.rules.paths import X
from aksynth.rules.registry import AKSYNTH, RULES, Finding, rule, shown

_BACKEND = {"resourceGroupName": "tf", "storageAccountName": "tfstate", "containerName": "states"}


@rule(
    "A71",
    wrong={X + "silence": {"V5": "we like two"}},
    right={X + "silence": {"A40": "a size of next year"}},
    source=AKSYNTH,
    advice="name a rule that can be silenced, and give a reason; run aksynth explain RULE",
)
def silence(case: Case) -> Iterator[Finding]:
    """A silenced rule must exist, must allow it, and must have a reason.

    A rule cannot be silenced if Azure or Kubernetes always rejects the value.
    """
    for id_, reason in (case.aksynth.silence or {}).items():
        here = (*AKSYNTH_PATH, "silence", id_)
        if id_ not in RULES and id_ != "A72":
            yield Finding(here, "this rule does not exist", shown(id_))
        elif id_ in RULES and not RULES[id_].silenceable:
            yield Finding(here, "this rule cannot be silenced", shown(id_))
        elif not reason.strip():
            yield Finding(here, "the reason is missing", shown(reason))
