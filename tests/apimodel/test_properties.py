"""Whatever is written: accepted and resolved, or refused with a place; never a traceback.

Twelve thousand cases: pytest tests/apimodel/test_properties.py --hypothesis-profile=long
"""

from __future__ import annotations

import json
from typing import Any

import pytest
from clusters import EXAMPLES, example, put
from hypothesis import given
from hypothesis import strategies as st

from aksynth.apimodel import known
from aksynth.apimodel.model import ApiModel
from aksynth.apimodel.walk import Known
from aksynth.blueprint import resolve
from aksynth.defaults import expanded
from aksynth.rules import RULES, read_string
from aksynth.rules import example as small

JUNK = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(max_size=12)
    | st.lists(st.integers() | st.text(max_size=3), max_size=2)
    | st.dictionaries(st.text(max_size=5), st.text(max_size=5), max_size=2)
)
FIELDS = list(known(ApiModel))
PATCHES = [patch for rule in RULES.values() for patch in (rule.wrong, rule.right)]


def check(document: Any) -> None:
    """Accepted models resolve, and again to the same; refused ones have faults with a line."""
    reading = read_string(json.dumps(document, indent=1))
    assert all(fault.line and fault.column and fault.message for fault in reading.faults)
    if reading.filled is None:
        assert any(fault.severity == "error" for fault in reading.faults)
        return
    blueprint = resolve(reading.filled)
    again = read_string(json.dumps(expanded(reading.filled)))
    assert again.filled is not None, again.faults
    assert resolve(again.filled) == blueprint


def plausible(field: Known) -> st.SearchStrategy[Any]:
    """Values near those that a field takes."""
    facts, options = field.facts, [JUNK]
    if facts.values:
        options.append(st.sampled_from([*facts.values, *(value.lower() for value in facts.values)]))
    if facts.minimum is not None:
        top = facts.maximum or facts.minimum + 10
        options.append(st.sampled_from([facts.minimum - 1, facts.minimum, top, top + 1, 0]))
    if "CIDR" in facts.unit:
        options.append(st.sampled_from(["10.1.0.0/16", "10.0.0.0/8", "10.240.0.0/20", "192.168.0.0/24", "10.1.0.1/16"]))
    return st.one_of(options)


@given(st.data())
def test_any_mutation_is_accepted_or_located(data: st.DataObject) -> None:
    """A right model with one value changed anywhere."""
    document: Any = example(data.draw(st.sampled_from(EXAMPLES)))
    place, keys = document, list(document)
    while True:
        key = data.draw(st.sampled_from(keys))
        if not place[key] or not isinstance(place[key], dict | list) or data.draw(st.booleans()):
            break
        place = place[key]
        keys = list(place) if isinstance(place, dict) else list(range(len(place)))
    place[key] = data.draw(JUNK)
    check(document)


@given(st.data())
def test_any_fields_together(data: st.DataObject) -> None:
    """A right model with up to four fields of any kind, each with a value near what it takes."""
    document: Any = small({})
    for field in data.draw(st.lists(st.sampled_from(FIELDS), min_size=1, max_size=4)):
        put(document, field.path, data.draw(plausible(field)))
    check(document)


@given(st.lists(st.sampled_from(PATCHES), min_size=1, max_size=3))
def test_any_rules_together(patches: list[Any]) -> None:
    """The examples of several rules in one model."""
    merged = {path: value for patch in patches for path, value in patch.items()}
    try:
        document = small(merged)
    except (TypeError, AttributeError, IndexError):
        return  # one takes away what another one leads into
    check(document)


HOSTILE = [
    '{"apiVersion": NaN}',
    '{"apiVersion": Infinity}',
    "[" * 5000,
    '{"a":' * 5000,
    '{"apiVersion": "vlabs", "apiVersion": "vlabs"}',
    '{"properties": {"masterProfile": {"count": 1e999}}}',
    '{"properties": {"masterProfile": {"count": ' + "9" * 5000 + "}}}",
    '{"properties": {"masterProfile": {"dnsPrefix": "\\ud800"}}}',
    '{"properties": {"masterProfile": {"dnsPrefix": "a\x00b"}}}',
    '{"properties": {"masterProfile": {"dnsPrefix": "a\\u0000b\\u001b[31m"}}}',
    '{"properties": {"agentPoolProfiles": [null, null]}}',
    '{"properties": {"agentPoolProfiles": {"0": {}}}}',
    '{"properties": null}',
    "null",
    "",
    "\ufeff{}",
    "\u2028",
]


@pytest.mark.parametrize("text", HOSTILE, ids=range(len(HOSTILE)))
def test_hostile_text(text: str) -> None:
    """Always faults, never a traceback."""
    reading = read_string(text)
    assert reading.filled is None
    assert reading.faults


def test_large_text() -> None:
    """A list of many pools is read in a time that can be waited for, with one fault each."""
    document = small({})
    document["properties"]["agentPoolProfiles"] = [{"name": "P", "count": 1, "vmSize": "Standard_D2_v3"}] * 2000
    reading = read_string(json.dumps(document))
    assert sum(fault.rule == "V80" for fault in reading.faults) == 2000
