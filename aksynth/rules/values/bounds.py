"""Values in a list and numbers between bounds, as the fields themselves name them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from aksynth.apimodel import Written
from aksynth.rules.case import Case
from aksynth.rules.registry import Finding, Patch, rule, shown


def values_rule(id_: str, *, title: str, wrong: Patch, right: Patch, advice: str, source: str, why: str = "") -> None:
    """Register the check of all fields that name this rule."""

    def check(case: Case) -> Iterator[Finding]:
        yield from _outside(case, id_)

    check.__doc__ = f"{title}.\n\n{why}"
    rule(id_, wrong=wrong, right=right, advice=advice, source=source)(check)


def _outside(case: Case, id_: str) -> Iterator[Finding]:
    for field in case.fields:
        if field.facts.rule == id_ and (allowed := _broken(field)):
            yield Finding(field.path, "this value is not allowed", shown(field.value), allowed)


def _broken(field: Written) -> str:
    """What is allowed instead; "" where the value is allowed."""
    facts, value = field.facts, field.value
    if facts.values and isinstance(value, str):
        texts = [text.lower() for text in facts.values] if facts.any_case else list(facts.values)
        return "" if (value.lower() if facts.any_case else value) in texts else ", ".join(_offered(field))
    if (facts.minimum is not None or facts.maximum is not None) and isinstance(value, int):
        return "" if _within(value, facts.minimum, facts.maximum, facts.zero) else _bounds(facts)
    return ""


def _offered(field: Written) -> list[str]:
    """Without values that are known and refused."""
    built = field.status.values
    return [value for value in field.facts.values if built is None or value in built] or list(field.facts.values)


def _within(value: int, minimum: int | None, maximum: int | None, zero: bool) -> bool:
    if zero and value == 0:
        return True
    return (minimum is None or value >= minimum) and (maximum is None or value <= maximum)


def _bounds(facts: Any) -> str:
    unset = "0, or " if facts.zero else ""
    if facts.maximum is None:
        return f"{unset}{facts.minimum} or more"
    return f"{unset}{facts.minimum} to {facts.maximum}"
