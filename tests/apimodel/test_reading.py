"""Files in every state are read or refused with a place, never with a traceback."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from clusters import changed, example
from hypothesis import given
from hypothesis import strategies as st

from aksynth.apimodel.json_reader import BrokenJsonError, JsonText
from aksynth.blueprint import resolve
from aksynth.rules import read, read_string

BROKEN = [
    ('{"a":', 1, 6, "found the end of the file"),
    ('{"a": 1,}', 1, 8, "unexpected comma"),
    ('{\n  "a" 1\n}', 2, 7, 'expected ":"'),
    ("{'a': 1}", 1, 2, "double quotes"),
    ('{"a": [1 2]}', 1, 10, "a comma"),
    ('{"a": NaN}', 1, 7, "expected a value"),
    ('{"a": 1} x', 1, 10, "after the end"),
    ('{"a": "b\n"}', 1, 9, "control character"),
    ("[" * 100, 1, 66, "nested deeper"),
    ('{"a": 1, // no\n}', 1, 10, "comments"),
    ('{"a": 1 # no\n}', 1, 9, "comments"),
    ('{"a": True}', 1, 7, "lower case"),
    ('{\u00a0"a": 1}', 1, 2, "looks like a space"),
]


@pytest.mark.parametrize(("text", "line", "column", "words"), BROKEN)
def test_broken_json(text: str, line: int, column: int, words: str) -> None:
    """Broken JSON is one fault with line and column."""
    reading = read_string(text)
    (fault,) = reading.faults
    assert reading.filled is None
    assert (fault.rule, fault.line, fault.column) == ("A3", line, column)
    assert words in fault.message


@given(st.recursive(st.none() | st.booleans() | st.integers(-(10**9), 10**9) | st.text(), lambda c: st.lists(c) | st.dictionaries(st.text(), c)))  # fmt: skip
def test_json_is_json(value: Any) -> None:
    """What the standard library writes is read the same, indented or not."""
    for text in (json.dumps(value), json.dumps(value, indent=2, ensure_ascii=False)):
        assert JsonText(text).value == value


@given(st.text(alphabet='{}[]",:0123456789.eE+-truefalsn \\\n', max_size=60))
def test_same_verdict_as_the_standard_library(text: str) -> None:
    """Nothing is accepted that is no JSON."""
    try:
        value = JsonText(text).value
    except BrokenJsonError:
        return
    assert value == json.loads(text)


PRINCIPAL = "properties.servicePrincipalProfile"
FORM = [
    ("V1", {"apiVersion": "vlabs", "propertys": {}}, "propertys", "did you mean properties?"),
    ("V1", changed(example("kubernetes"), "properties.masterProfile.vmSise", "x"), "properties.masterProfile.vmSise", "vmSize?"),
    ("V1", changed(example("kubernetes"), "properties.networkPlugin", "azure"), "properties.networkPlugin", "orchestratorProfile.kubernetesConfig"),
    ("V1", changed(example("kubernetes"), PRINCIPAL, {"servicePrincipalClientID": ""}), f"{PRINCIPAL}.servicePrincipalClientID", "clientId?"),
    ("A5", changed(example("kubernetes"), "properties.masterProfile.count", "3"), "properties.masterProfile.count", "whole number"),
    ("A5", changed(example("kubernetes"), "properties.masterProfile.count", True), "properties.masterProfile.count", "whole number"),
    ("A5", changed(example("kubernetes"), "properties.agentPoolProfiles", {}), "properties.agentPoolProfiles", "a list"),
    ("A5", changed(example("kubernetes"), "properties.agentPoolProfiles.0.name", 1), "properties.agentPoolProfiles[0].name", "string"),
    ("A5", [], "", "an object"),
    ("A4", changed(example("kubernetes"), "properties.MASTERPROFILE", {}), "properties.masterProfile", "twice"),
]  # fmt: skip


@pytest.mark.parametrize(("rule", "document", "where", "words"), FORM)
def test_form(rule: str, document: Any, where: str, words: str) -> None:
    """Unknown keys get a suggestion, types are strict, and each fault says what to do."""
    reading = read_string(json.dumps(document))
    assert reading.filled is None
    assert [(where, True)] == [(f.location, words in f.message) for f in reading.faults if f.rule == rule]
    assert all(fault.advice for fault in reading.faults)


@pytest.mark.parametrize(
    ("document", "rules"),
    [
        ({}, ["V2", "V3"]),
        ({"apiVersion": "vlabs", "propertys": {}}, ["V3", "V1"]),
        (changed(example("kubernetes"), "properties.masterProfile", ...), ["V4"]),
    ],
)
def test_a_missing_profile_is_one_fault(document: Any, rules: list[str]) -> None:
    """Nothing is said about the fields of a profile that is missing as a whole."""
    assert [fault.rule for fault in read_string(json.dumps(document)).faults] == rules


def test_keys_in_any_case() -> None:
    """Keys are read in any case, as AKS Engine read them; data keys keep theirs."""
    text = json.dumps(changed(example("kubernetes"), "properties.masterProfile.customVMTags", {"OwnerTeam": "x"}))
    for spelled in (text.replace("dnsPrefix", "DNSPREFIX"), text.replace("masterProfile", "MasterProfile")):
        reading = read_string(spelled)
        assert reading.faults == ()
        assert reading.filled is not None
        assert reading.filled.model.properties.master_profile.custom_vm_tags == {"OwnerTeam": "x"}


def test_comments() -> None:
    """A key that begins with two slashes is a comment, anywhere and as often as it is wanted."""
    text = json.dumps(example("kubernetes"))
    commented = text.replace('"count"', '"//": 1, "// count": [], "//": {"x": null}, "count"')
    assert commented != text
    assert read_string(commented).filled == read_string(text).filled


def test_secrets_are_never_repeated() -> None:
    """A fault about a secret's type does not show it."""
    document = changed(example("kubernetes"), "properties.servicePrincipalProfile.secret", ["planted"])
    document = changed(document, "properties.certificateProfile", {"etcdPeerPrivateKeys": ["ok", 12345]})
    faults = read_string(json.dumps(document)).faults
    assert {fault.rule for fault in faults} == {"A5"}
    assert "planted" not in repr(faults) and "12345" not in repr(faults)


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (None, "cannot be read"),
        ('{"apiVersion": "vlabs"}'.encode("utf-16"), "UTF-16"),
        (b"\xff\x80", "not UTF-8"),
        (b" " * (50 * 1024 * 1024), "larger"),
    ],
)
def test_files(tmp_path: Path, content: bytes | None, words: str) -> None:
    """Missing, otherwise encoded and huge files are faults."""
    path = tmp_path / "model.json"
    if content is not None:
        path.write_bytes(content)
    reading = read(path)
    (fault,) = reading.faults
    assert reading.filled is None
    assert words in fault.message


def test_byte_order_mark(tmp_path: Path) -> None:
    """Windows editors put one before the first character."""
    path = tmp_path / "model.json"
    path.write_text(json.dumps(example("kubernetes")), "utf-8-sig")
    assert read(path).faults == ()


def test_generated_by_aks_engine() -> None:
    """A model that AKS Engine wrote itself, with all its defaults, needs nothing but a release of today: it is built,
    what is left out is said, and no secret of it is carried on."""
    text = (Path(__file__).parent / "generated_by_aks_engine.json").read_text("utf-8")
    reading = read_string(text, to_build=True)
    assert reading.filled is not None, reading.faults
    assert len(reading.faults) < 25, "what AKS Engine wrote by itself is named once"
    plan = resolve(reading.filled)
    assert (plan.masters.max_pods, plan.pools[0].ip_address_count) == (30, 29)
    flags = dict(plan.kubernetes.api_server)
    assert "anonymous-auth" not in flags and "PodSecurityPolicy" not in flags["enable-admission-plugins"]
    assert "planted" not in repr(reading.faults) + repr(plan)
    old = read_string(text.replace("1.36.4", "1.23.17"))
    assert [fault.rule for fault in old.faults if fault.severity == "error"] == ["V21"]
