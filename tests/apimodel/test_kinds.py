"""A value of a wrong type is one fault, and hides no other."""

from __future__ import annotations

import json
from typing import Any, get_args

import pytest
from clusters import put
from hypothesis import given
from hypothesis import strategies as st

from aksynth.apimodel import Fault, known
from aksynth.apimodel.model import ApiModel
from aksynth.apimodel.walk import Known
from aksynth.rules import RULES, Reading, example, read_string

MASTER = "properties.masterProfile."
POOL = "properties.agentPoolProfiles.0."
CONFIG = "properties.orchestratorProfile.kubernetesConfig."
TEN = {
    MASTER + "count": "3",
    MASTER + "vmSise": "Standard_D2_v3",
    MASTER + "vmSize": ["Standard_D2_v3"],
    MASTER + "dnsPrefix": "my_cluster",
    POOL + "name": "Pool-1",
    POOL + "count": "101x",
    POOL + "osDiskSizeGB": 5,
    CONFIG + "networkPlugin": "weave",
    CONFIG + "networkPolicy": {"name": "calico"},
    "properties.linuxProfile.adminUsername": "root",
}
"""Ten faults, by path: half of form, half of rules."""


FIELDS = list(known(ApiModel))


def found(document: Any) -> Reading:
    return read_string(json.dumps(document, indent=1))


def test_ten_faults_in_one_run() -> None:
    """Every one of them is reported at its own line, and nothing else."""
    reading = found(example(TEN))
    located = [fault.location.replace("[0]", ".0") for fault in reading.faults if fault.severity == "error"]
    assert sorted(located) == sorted(TEN)
    assert reading.filled is None and len({fault.line for fault in reading.faults}) == 10


@pytest.mark.parametrize(
    ("path", "value", "rules"),
    [
        (MASTER + "count", "3", ["A5"]),
        (MASTER + "count", "4", ["A5", "V5"]),
        (MASTER + "count", "many", ["A5"]),
        (CONFIG + "enableRbac", "False", ["A5", "V24"]),
        (CONFIG + "serviceCidr", 5, ["A5"]),
        (POOL + "name", 1, ["A5"]),
        ("properties.agentPoolProfiles", ["x", {"name": "B", "count": 1, "vmSize": "Standard_D2_v3"}], ["A5", "V80"]),
        ("properties.linuxProfile", [], ["A5"]),
        ("properties", "x", ["A5"]),
    ],
)
def test_rules_beside_it(path: str, value: Any, rules: list[str]) -> None:
    """Rules check a value in quotes whose meaning is clear. What a list element replaces keeps the others' index."""
    reading = found(example({path: value}))
    assert sorted(fault.rule for fault in reading.faults if fault.severity == "error") == rules
    assert all(fault.location.endswith("[1].name") for fault in reading.faults if fault.rule == "V80")


def key(fault: Fault) -> tuple[str, str]:
    return fault.rule, fault.location


def wrong_value(field: Known) -> Any:
    """A list in place of a scalar; a number in place of a list, an object or a profile."""
    names = {getattr(part, "__name__", "") for part in (field.field.annotation, *get_args(field.field.annotation))}
    return [] if names & {"str", "int", "bool", "float"} else 5


def is_related(one: str, other: str) -> bool:
    return one.startswith(other) or other.startswith(one)


@given(st.sampled_from(list(RULES.values())), st.sampled_from(FIELDS))
def test_it_hides_no_other(rule: Any, field: Known) -> None:
    """The faults of a model remain when a field that it does not have gets a value of a wrong type. A field that mends
    the fault can also do so with a value that cannot be read."""
    document = example(rule.wrong)
    before = found(document)
    put(document, field.path, wrong_value(field))
    after = {key(fault) for fault in found(document).faults}
    here = field.path.replace("[]", "[0]")
    written = {fault.location for fault in before.faults}
    if ("A5", here) in after and not any(is_related(here, place) for place in (*written, *rule.wrong, *rule.right)):
        assert {key(fault) for fault in before.faults if fault.rule != "A72"} <= after
