"""The schema for editors says the same as the loader, as far as a schema can."""

from __future__ import annotations

import json
from typing import Any

import pytest
from clusters import EXAMPLES, example
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from aksynth.apimodel import known
from aksynth.apimodel.model import ApiModel
from aksynth.apimodel.schema import schema
from aksynth.rules import RULES, Rule, read_string
from aksynth.rules import example as small

VALIDATOR = Draft202012Validator(schema())
IN_THE_SCHEMA = {"V8", "V10", "V11", "V12", "V20", "V28", "V31", "V32", "V33", "V34", "V37", "V41", "V42", "V52", "V60",
                 "V61", "V82", "V83", "V94", "V95", "A44", "A57", "A66", "A68", "V2", "V3", "V4", "V151",
                 "V5", "V7", "V9", "V13", "V80", "V131", "V161", "V162", "A53", "A61", "A94"}  # fmt: skip
"""Rules that a schema can hold."""


def test_it_is_a_schema() -> None:
    """By its own definition, and every field has a description."""
    Draft202012Validator.check_schema(schema())
    assert all(field.field.description for field in known(ApiModel))


@pytest.mark.parametrize("name", EXAMPLES)
def test_examples(name: str) -> None:
    """The examples are right by it."""
    assert VALIDATOR.is_valid(example(name))


@pytest.mark.parametrize("rule", RULES.values(), ids=RULES)
def test_rules(rule: Rule) -> None:
    """It accepts what a rule accepts, and refuses what a rule of one field refuses."""
    assert VALIDATOR.is_valid(small(rule.right)), list(VALIDATOR.iter_errors(small(rule.right)))
    if rule.id in IN_THE_SCHEMA:
        assert not VALIDATOR.is_valid(small(rule.wrong))


@pytest.mark.parametrize(
    ("path", "wrong", "right"),
    [
        ("linuxProfile.adminUsername", "1ops", "ops"),
        ("orchestratorProfile.orchestratorVersion", "1.36", "v1.36.4"),
        ("orchestratorProfile.orchestratorRelease", "1.x", "1.36"),
        ("orchestratorProfile.kubernetesConfig.etcdDiskSizeGB", "256GB", "256"),
        ("agentPoolProfiles.0.diskSizesGB", [10] * 5, [10] * 4),
        ("masterProfile.count", 7, 5),
        ("servicePrincipalProfile.clientId", "me", "MSI"),
    ],
)
def test_forms(path: str, wrong: Any, right: Any) -> None:
    """Texts, numbers and lists have the form that the rules want."""
    assert not VALIDATOR.is_valid(small({f"properties.{path}": wrong}))
    assert VALIDATOR.is_valid(small({f"properties.{path}": right}))


VALUES = (
    st.none() | st.booleans() | st.integers(-2, 3) | st.text(max_size=3) | st.just([]) | st.just({}) | st.just([""])
)


@given(st.sampled_from(list(known(ApiModel))), VALUES)
def test_same_verdict_on_types(field: Any, value: Any) -> None:
    """A value of a wrong type is refused by both, one of a right type by none of them for its type."""
    if field.path.count("[]") or not field.path.startswith("properties."):
        return
    document: Any = small({})
    place = document
    *parents, last = field.path.split(".")
    for part in parents:
        place = place.setdefault(part, {})
    place[last] = value
    faults = read_string(json.dumps(document)).faults
    of_form = [fault for fault in faults if fault.rule in ("A5", "V1")]
    of_schema = [error for error in VALIDATOR.iter_errors(document) if error.validator in ("type", "anyOf")]
    if of_form:
        assert not VALIDATOR.is_valid(document)
    elif of_schema:
        assert faults, of_schema
