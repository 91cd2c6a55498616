"""Fields that matter only beside the value of another field."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from aksynth.apimodel import Written
from aksynth.apimodel.json_reader import Path
from aksynth.apimodel.status import ANY, Needs
from aksynth.rules.case import PROPERTIES, Case
from aksynth.rules.paths import A
from aksynth.rules.registry import AKSYNTH, Finding, rule, shown

_ID = "A170"


@rule(
    _ID,
    wrong={A + "spotMaxPrice": 0.5},
    right={A + "scaleSetPriority": "Spot", A + "spotMaxPrice": 0.5},
    source=AKSYNTH,
    warns=True,
    advice="remove it",
)
def no_effect(case: Case) -> Iterator[Finding]:
    """A field must have an effect on the cluster.

    Some fields matter only beside a certain value of another field. AKS Engine ignored them without a word elsewhere.
    """
    values = {field.path: field.value for field in case.filled_fields}
    for field in case.fields:
        missing = (needs for needs in field.status.needs if not _is_met(field, needs, values))
        first = next(missing, None)
        if first and first.rule == _ID and not field.status.is_harmless(field.value):
            yield _finding(field, first, values.get(_needed(field, first)))


def _needed(field: Written, needs: Needs) -> Path:
    """Beside the field, else below `properties`."""
    is_beside = any(other.alias == needs.field for other in field.profile.model_fields.values())
    return (*field.path[:-1], needs.field) if is_beside else (*PROPERTIES, *needs.field.split("."))


def _is_met(field: Written, needs: Needs, values: Mapping[Path, Any]) -> bool:
    found = [values.get(_needed(field, needs))]
    if needs.or_field:
        found.append(values.get((*PROPERTIES, *needs.or_field.split("."))))
    return any(bool(value) if needs.value == ANY else bool(value == needs.value) for value in found)


def _finding(field: Written, needs: Needs, found: Any) -> Finding:
    now = f"{needs.field} is not written" if found is None else f"{needs.field} is {shown(found)}"
    advice = f"write {needs}, or remove this field"
    return Finding(field.path, f"this has no effect where {now}", allowed=f"with {needs}", advice=advice)
