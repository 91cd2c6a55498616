"""A service principal has one credential."""

from __future__ import annotations

import json
from typing import Any

import pytest
from changes import PRINCIPAL

from aksynth.rules import example, read_string
from aksynth.rules.ids import EXAMPLE
from aksynth.rules.paths import S, X

REFERENCE = PRINCIPAL["keyvaultSecretRef"]
CERTIFICATE = {S + "clientId": EXAMPLE, X + "servicePrincipalCertificate": REFERENCE}
CASES: list[tuple[dict[str, Any], list[tuple[str, str]]]] = [
    (CERTIFICATE, []),
    ({**CERTIFICATE, S + "secret": "msi"}, []),
    ({**CERTIFICATE, S + "secret": "s3cret"}, [("V132", "servicePrincipalProfile.secret is set too")]),
    ({**CERTIFICATE, S + "keyvaultSecretRef": REFERENCE}, [("V132", "keyvaultSecretRef is set too")]),
    (
        {**CERTIFICATE, X + "servicePrincipalCertificate": {}},
        [("V133", "this is not the id of a key vault"), ("V133", "this is not the name of a certificate")],
    ),
    (
        {**CERTIFICATE, X + "servicePrincipalCertificate": {**REFERENCE, "version": "1"}},
        [("V133", "this is not the version of a certificate")],
    ),
]


@pytest.mark.parametrize(("patch", "faults"), CASES)
def test_one_credential(patch: dict[str, Any], faults: list[tuple[str, str]]) -> None:
    found = read_string(json.dumps(example(patch))).faults
    assert [(fault.rule, fault.message) for fault in found if fault.rule in ("V132", "V133", "A50")] == faults
