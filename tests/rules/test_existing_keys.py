"""Keys that exist and encrypt Secrets: more cases of each rule, and what becomes of the cluster's own vault."""

from __future__ import annotations

import json
from typing import Any

import pytest

from aksynth.blueprint import resolve
from aksynth.rules import example, read_string
from aksynth.rules.paths import K, X

VAULT = "/subscriptions/11111111-2222-3333-4444-555555555555/resourceGroups/g/providers/Microsoft.KeyVault/vaults/ours"
KEY = f"{VAULT}/keys/etcd/versions/"
FIRST, SECOND = f"{KEY}{1:032x}", f"{KEY}{2:032x}"


def model(versions: list[int], keys: dict[str, str]) -> dict[str, Any]:
    on = {K + "enableEncryptionWithExternalKms": True}
    return example({**on, X + "encryption.keyVersions": versions, X + "encryption.keys": keys})


OWNED = [
    ([1], {}, True),
    ([1], {"1": FIRST}, False),
    ([1, 2], {"1": FIRST, "2": SECOND}, False),
    ([2], {"1": FIRST, "2": SECOND}, False),
    ([2], {"2": SECOND}, True),
    ([1, 2], {"1": FIRST}, True),
    ([1], {"1": FIRST.replace("/ours/", "/OURS/").replace("resourceGroups", "resourcegroups")}, False),
]
"""Versions, those that exist, and whether the cluster has a vault: for a version of its key, now or before."""


@pytest.mark.parametrize(("versions", "keys", "owned"), OWNED)
def test_vault_of_the_cluster(versions: list[int], keys: dict[str, str], owned: bool) -> None:
    reading = read_string(json.dumps(model(versions, keys)))
    assert reading.filled is not None, reading.faults
    plan = resolve(reading.filled)
    assert (plan.vault("kms") is not None) is owned
    assert plan.encryption and {v.borrowed.vault for v in plan.encryption.versions if v.borrowed} <= {"ours"}


REFUSED = [
    ("A277", [1], {"1": VAULT}),
    ("A277", [1], {"1": FIRST[:-1]}),
    ("A277", [1], {"1": f"{VAULT}/keys/a_b/versions/{1:032x}"}),
    ("A277", [1], {"1": FIRST.replace("vaults", "managedHSMs")}),
    ("A277", [1, 2], {"1": FIRST, "2": SECOND.replace("/g/", "/other/")}),
    ("A278", [1], {"01": FIRST}),
    ("A278", [1], {"0": FIRST}),
    ("A278", [1], {"one": FIRST}),
    ("A278", [1], {"1": FIRST, "2": SECOND}),
    ("A278", [1, 2], {"1": FIRST, "2": FIRST.upper().replace("SUBSCRIPTIONS", "subscriptions")}),
]


@pytest.mark.parametrize(("rule", "versions", "keys"), REFUSED)
def test_refused(rule: str, versions: list[int], keys: dict[str, str]) -> None:
    """By this rule, and no other error follows from it."""
    reading = read_string(json.dumps(model(versions, keys)))
    assert {fault.rule for fault in reading.faults if fault.severity == "error"} == {rule}, reading.faults


@pytest.mark.parametrize(
    ("vault", "rules"),
    [(VAULT.upper().replace("/SUBSCRIPTIONS/", "/subscriptions/"), []), (VAULT.replace("/g/", "/h/"), ["A395"])],
)
def test_vault_of_keys_and_secrets(vault: str, rules: list[str]) -> None:
    """Letter case means nothing, another resource group means another vault."""
    found = model([1], {"1": FIRST})
    found["properties"]["aksynth"]["servicePrincipalCertificate"] = {"vaultID": vault, "secretName": "sp"}
    found["properties"]["servicePrincipalProfile"] = {"clientId": "11111111-2222-3333-4444-555555555555"}
    assert [fault.rule for fault in read_string(json.dumps(found)).faults if fault.severity == "error"] == rules
