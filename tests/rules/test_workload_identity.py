"""Identities of pods: which entries a model may have together."""

from __future__ import annotations

import json
from typing import Any

import pytest
from clusters import changed, example

from aksynth.rules import read_string

MODEL = example("kubernetes")
FIELD = "properties.aksynth.workloadIdentity"
CONFIG = "properties.orchestratorProfile.kubernetesConfig"
ID = "/subscriptions/s/resourceGroups/g/providers/Microsoft.ManagedIdentity/userAssignedIdentities/"
VAULT = (
    "/subscriptions/11111111-2222-3333-4444-555555555555/resourceGroups/g/providers/Microsoft.KeyVault/vaults/orders"
)


def entry(identity: str = "orders", namespace: str = "shop", account: str = "orders") -> dict[str, str]:
    return {"identity": identity, "namespace": namespace, "serviceAccount": account}


def faults(model: dict[str, Any]) -> list[str]:
    return [fault.rule for fault in read_string(json.dumps(model)).faults]


@pytest.mark.parametrize(
    ("entries", "found"),
    [
        ([entry(), entry(account="billing"), entry("billing")], []),
        ([entry(), entry(f"{ID}other")], []),
        ([entry(), entry(f"{ID}ORDERS", account="billing")], ["A373"]),
        ([entry(), entry()], ["A373"]),
        ([entry(account=f"a{i}") for i in range(20)], []),
        ([entry(account=f"a{i}") for i in range(21)], ["A373"]),
        ([entry("shop_a"), entry("shop_a", "b", "c"), entry("shop_a_b_c")], ["A373"]),
        ([entry(VAULT)], ["A371"]),
        ([entry("me")], ["A371"]),
        ([entry("k8s-12345678-cp")], ["A371"]),
        ([entry(f"{ID}k8s-12345678-node")], ["A371"]),
        ([entry(namespace="")], ["A372"]),
        ([entry(account="a.b")], []),
        ([entry(account="a..b")], ["A372"]),
        ([entry(account="a" * 106)], []),
        ([entry(account="a" * 107)], ["A372"]),
    ],
)
def test_entries(entries: list[dict[str, str]], found: list[str]) -> None:
    assert faults(changed(MODEL, FIELD, {"enabled": True, "identities": entries})) == found


def test_the_identity_of_the_cluster_is_not_for_pods() -> None:
    model = changed(MODEL, f"{CONFIG}.userAssignedID", f"{ID}ours")
    assert faults(changed(model, FIELD, {"enabled": True, "identities": [entry(f"{ID}Ours")]})) == ["A371"]


@pytest.mark.parametrize(
    ("issuer", "found"),
    [("https://mine.example.com", []), ("https://aoidcabc123.blob.core.windows.net/oidc", ["A370"])],
)
def test_another_issuer(issuer: str, found: list[str]) -> None:
    """An API server does not start if an issuer is there twice."""
    model = changed(MODEL, f"{CONFIG}.apiServerConfig", {"--service-account-issuer": issuer})
    assert faults(changed(model, FIELD, {"enabled": True})) == found
