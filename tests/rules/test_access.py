"""Whether the machine that runs Terraform reaches the vault with the secret of a service principal."""

from __future__ import annotations

import json
from typing import Any

import pytest
from changes import PRINCIPAL as IN_A_VAULT

from aksynth.blueprint import resolve
from aksynth.rules import example, read_string
from aksynth.rules.ids import EXAMPLE
from aksynth.rules.paths import VNET, K, M, S, X

PRINCIPAL, REFERENCE = {S + "clientId": EXAMPLE}, IN_A_VAULT["keyvaultSecretRef"]
PRIVATE = {K + "privateCluster.enabled": True}
PUBLIC_RANGE, PRIVATE_RANGE = {X + "access.apiRanges": ["198.51.100.0/24"]}, {X + "access.apiRanges": ["10.9.0.0/16"]}
EGRESS = {X + "vnet.egressRanges": ["198.51.100.7/32"], X + "backup.enabled": False}
NO_ENDPOINTS = {X + "privateEndpoints.enabled": False}

CLOSED: list[tuple[dict[str, Any], str]] = [
    ({**PRINCIPAL, **PRIVATE}, "the virtual network"),
    ({**PRINCIPAL, **PRIVATE, **PRIVATE_RANGE}, "the virtual network"),
    ({**PRINCIPAL, **PRIVATE, **NO_ENDPOINTS}, "the subnet of the masters"),
    ({**PRINCIPAL, **PRIVATE_RANGE}, "the subnet of the masters"),
    ({**PRINCIPAL, X + "access.apiRanges": ["0.0.0.0/0"]}, "the subnet of the masters"),
    ({**PRINCIPAL, **PUBLIC_RANGE, M + "HTTPSourceAddressPrefix": "10.9.0.0/16"}, "the subnet of the masters"),
    ({K + "useManagedIdentity": False, **PRIVATE}, "the virtual network"),
    ({**PRINCIPAL, **PRIVATE, **VNET, **EGRESS}, "the virtual network"),
]
OPEN: list[dict[str, Any]] = [
    PRINCIPAL,
    {**PRINCIPAL, **PUBLIC_RANGE},
    {**PRINCIPAL, **PRIVATE, **PUBLIC_RANGE},
    {**PRINCIPAL, **PRIVATE, X + "servicePrincipalCertificate": REFERENCE},
    {**PRINCIPAL, **PRIVATE_RANGE, M + "HTTPSourceAddressPrefix": "198.51.100.0/24"},
    {**PRINCIPAL, K + "useManagedIdentity": True, **PRIVATE},
    PRIVATE,
]


def of_the_rule(patch: dict[str, Any]) -> list[tuple[str, str, str]]:
    """Location, message and advice of A246. The vault is closed where, and only where, there is one."""
    reading = read_string(json.dumps(example(patch)))
    assert reading.filled is not None
    plan = resolve(reading.filled)
    closed = any(vault.reader_class == "inputs" for vault in plan.vaults) and plan.access.vault_ranges == ()
    found = [(fault.location, fault.message, fault.advice) for fault in reading.faults if fault.rule == "A246"]
    assert bool(found) == closed
    return found


@pytest.mark.parametrize(("patch", "place"), CLOSED)
def test_closed(patch: dict[str, Any], place: str) -> None:
    """The warning names the field that chooses the service principal, and from where the vault can be reached."""
    ((location, message, advice),) = of_the_rule(patch)
    assert location in (S + "clientId", K + "useManagedIdentity")
    assert place in message and place in advice and "access.apiRanges" in advice


@pytest.mark.parametrize("patch", OPEN)
def test_open(patch: dict[str, Any]) -> None:
    assert of_the_rule(patch) == []
