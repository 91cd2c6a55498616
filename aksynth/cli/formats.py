"""Machine-readable faults: JSON, GitHub annotations, SARIF."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from typing import Any

from aksynth import __version__
from aksynth.apimodel import Fault
from aksynth.rules import RULES, Reading
from aksynth.whole_rules import WHOLE_RULES

Readings = Mapping[str, Reading]
"""By the path that was given."""


def as_json(readings: Readings) -> str:
    """An object with all faults, the number of errors, and whether each model can be synthesized now."""
    rows = [{"file": name, **_row(fault)} for name, reading in readings.items() for fault in reading.faults]
    can = {name: reading.filled is not None for name, reading in readings.items()}
    errors = sum(row["severity"] == "error" for row in rows)
    return json.dumps({"errors": errors, "canBeSynthesized": can, "faults": rows}, indent=2)


def _row(fault: Fault) -> dict[str, Any]:
    return {
        "rule": fault.rule,
        "severity": fault.severity,
        "path": fault.location,
        "line": fault.line,
        "column": fault.column,
        "set": fault.setting,
        "message": fault.message,
        "value": fault.value,
        "allowed": fault.allowed,
        "advice": fault.advice,
    }


def as_github(readings: Readings) -> str:
    """Workflow commands, which GitHub shows beside the line: https://docs.github.com/actions/reference/workflows-and-actions/workflow-commands"""
    return "\n".join(_annotation(name, fault) for name, reading in readings.items() for fault in reading.faults)


def _annotation(name: str, fault: Fault) -> str:
    place = f"file={_property(name)}" + (f",line={fault.line},col={fault.column}" if fault.line else "")
    return f"::{fault.severity} {place},title={fault.rule}::{_data(_sentence(fault))}"


def _sentence(fault: Fault) -> str:
    parts = [f"{fault.location}: {fault.message}".removeprefix(": ")]
    parts += [f"from --set {fault.setting}"] if fault.setting else []
    parts += [f"found {fault.value}"] if fault.value else []
    parts += [f"allowed: {fault.allowed}"] if fault.allowed else []
    return "; ".join([*parts, *([fault.advice] if fault.advice else [])])


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")


def as_sarif(readings: Readings) -> str:
    """SARIF 2.1.0, which code scanning reads: https://docs.oasis-open.org/sarif/sarif/v2.1.0/"""
    results = [_result(name, fault) for name, reading in readings.items() for fault in reading.faults]
    driver = {
        "name": "aksynth",
        "version": __version__,
        "rules": [_rule(id_) for id_ in sorted({result["ruleId"] for result in results})],
    }
    run = {"tool": {"driver": driver}, "columnKind": "unicodeCodePoints", "results": results}
    document = {"$schema": "https://json.schemastore.org/sarif-2.1.0.json", "version": "2.1.0", "runs": [run]}
    return json.dumps(document, indent=2)


def _rule(id_: str) -> dict[str, Any]:
    title = RULES[id_].title if id_ in RULES else WHOLE_RULES[id_].title
    help_text = f"aksynth explain {id_}"
    return {"id": id_, "shortDescription": {"text": title}, "help": {"text": help_text}}


def _result(name: str, fault: Fault) -> dict[str, Any]:
    place: dict[str, Any] = {"artifactLocation": {"uri": name}}
    if fault.line:
        place["region"] = {"startLine": fault.line, "startColumn": fault.column}
    return {
        "ruleId": fault.rule,
        "level": fault.severity,
        "message": {"text": _sentence(fault)},
        "locations": [{"physicalLocation": place}],
    }


FORMATS: dict[str, Callable[[Readings], str]] = {"json": as_json, "github": as_github, "sarif": as_sarif}
