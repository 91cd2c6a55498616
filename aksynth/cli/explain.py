"""`aksynth explain`."""

from __future__ import annotations

import difflib
import json
import re
from typing import Annotated

import typer

from aksynth.apimodel import known
from aksynth.apimodel.model import ApiModel
from aksynth.apimodel.status import today
from aksynth.apimodel.walk import Known
from aksynth.catalog.data import read
from aksynth.cli.console import OUT, stop
from aksynth.rules import RULES
from aksynth.whole_rules import WHOLE_RULES


def _completions(incomplete: str) -> list[str]:
    """Fields by their last key or by their path below `properties`, and rules."""
    paths = [field.path.replace("[]", "").removeprefix("properties.") for field in known(ApiModel)]
    topics = sorted({*paths, *(path.rpartition(".")[2] for path in paths), *_titles()})
    return [topic for topic in topics if topic.startswith(incomplete)]


def _titles() -> dict[str, str]:
    return {id_: rule.title for id_, rule in (RULES | WHOLE_RULES).items()}


def explain(
    topic: Annotated[
        str,
        typer.Argument(
            metavar="[FIELD|RULE]",
            help="A field or a rule, such as vmSize, masterProfile.vmSize or V5.",
            autocompletion=_completions,
        ),
    ] = "",
) -> None:
    """Explain a field or a rule. Without a topic, list all fields and rules."""
    if not topic:
        _list()
    elif re.fullmatch(r"[AVav]\d+", topic):
        _rule(topic.upper())
    else:
        _fields(topic)


def _list() -> None:
    OUT.print("Fields")
    for field in known(ApiModel):
        OUT.print(f"  {field.path}")
    OUT.print("Rules")
    for id_, title in sorted(_titles().items(), key=lambda row: _number(row[0])):
        OUT.print(f"  {id_:<5} {title}")


def _number(id_: str) -> tuple[str, int]:
    return id_[0], int(id_[1:])


def _whole(id_: str) -> None:
    rule = WHOLE_RULES[id_]
    OUT.print(f"{id_} ({rule.severity}): {rule.title}")
    OUT.print(f"  do: {rule.remedy}")


def _rule(id_: str) -> None:
    if id_ in WHOLE_RULES:
        return _whole(id_)
    rule = RULES.get(id_)
    if rule is None:
        gone = read("rules_gone")["rules"].get(id_)
        stop(f"{id_} was a check of AKS Engine: {gone}" if gone else f"there is no rule {id_}; {_nearest(id_)}")
    OUT.print(f"{rule.id} ({rule.severity}): {rule.title}")
    for label, text in (("why", rule.why), ("do", rule.advice), ("source", rule.source)):
        if text:
            OUT.print(f"  {label}: {text}")
    silenced = f'properties.aksynth.silence {{"{rule.id}": "reason"}}' if rule.silenceable else "no"
    OUT.print(f"  can be silenced: {silenced}")
    OUT.print("  right:")
    for path, value in rule.right.items():
        OUT.print(f"    {path}: {json.dumps(value)}")


def _nearest(id_: str) -> str:
    """Ids that have one digit more, less or another, with their titles."""
    close = difflib.get_close_matches(id_, _titles(), n=3, cutoff=0.7)
    near = "".join(f"\n  {other:<5} {_titles()[other]}" for other in close)
    return f"the nearest are:{near}" if near else "aksynth explain lists all"


def _fields(topic: str) -> None:
    fields = list(known(ApiModel))
    found = [field for field in fields if _matches(field.path, topic)]
    if not found:
        close = _close(topic, [field.path for field in fields])
        stop(f"there is no field {topic}" + (f"; did you mean {close}?" if close else ""))
    for field in found:
        _field(field)


def _close(topic: str, paths: list[str]) -> str:
    """The path whose end is nearest to the topic; of equal ones, that with the fewest profiles."""
    wanted = _key(topic)
    parts = wanted.count(".") + 1
    ends: dict[str, list[str]] = {}
    for path in paths:
        ends.setdefault(".".join(_key(path).split(".")[-parts:]), []).append(path)
    close = difflib.get_close_matches(wanted, ends, n=1)
    return min(ends[close[0]], key=lambda path: path.count(".")) if close else ""


def _key(path: str) -> str:
    """Without numbers of elements, and in lowercase."""
    return re.sub(r"\[\d*\]", "", path).lower().strip(".")


def _matches(path: str, topic: str) -> bool:
    """Fields whose path ends with the topic, ignoring case. A number in brackets matches every element."""
    wanted, here = _key(topic), _key(path)
    return here == wanted or here.endswith(f".{wanted}")


def _rules(field: Known) -> list[str]:
    """Rules that check the field, or whose examples begin with it."""
    alias = f".{field.field.alias}"
    named = {rule.id for rule in RULES.values() if next(iter(rule.wrong)).endswith(alias)}
    return sorted(named | ({field.facts.rule} if field.facts.rule else set()))


def _field(field: Known) -> None:
    facts = field.facts
    OUT.print(f"{field.path}", style="bold")
    OUT.print(f"  {field.field.description}")
    bounds = ", ".join(facts.values)
    if facts.minimum is not None:
        bounds = f"{facts.minimum} to {facts.maximum}" if facts.maximum is not None else f"{facts.minimum} or more"
    rows = (
        ("unit", facts.unit),
        ("default", facts.unset),
        ("allowed", bounds),
        ("becomes", facts.reaches),
        ("rules", ", ".join(_rules(field))),
        ("today", today(field.status)),
    )
    for label, text in rows:
        if text:
            OUT.print(f"  {label}: {text}")
