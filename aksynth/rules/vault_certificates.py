"""Certificates from Key Vault."""

from __future__ import annotations

from collections.abc import Iterator

from aksynth.rules.case import LINUX, Case
from aksynth.rules.paths import L
from aksynth.rules.registry import AZURE, Finding, rule


@rule(
    "V163",
    wrong={L + "secrets": [{"sourceVault": {"id": "v"}}]},
    right={L + "secrets": []},
    source=AZURE,
    advice="set the id of the vault, and at least one certificate URL",
)
def vault_secrets(case: Case) -> Iterator[Finding]:
    """Certificates from a vault must have the id of the vault and a URL."""
    for i, entry in enumerate(case.model.properties.linux_profile.secrets or []):
        here = (*LINUX, "secrets", i)
        if not entry.source_vault or not entry.source_vault.id:
            yield Finding((*here, "sourceVault"), "the vault is missing")
        certificates = entry.vault_certificates or []
        if not certificates or any(not c.certificate_url for c in certificates):
            yield Finding((*here, "vaultCertificates"), "the URL of a certificate is missing")
