"""Certificates of existing key vaults."""

from __future__ import annotations

import re
from collections.abc import Iterator

from aksynth.apimodel.json_reader import Path
from aksynth.apimodel.linux import VaultSecrets
from aksynth.catalog import clouds
from aksynth.resource_id import ResourceId
from aksynth.rules.case import LINUX, Case
from aksynth.rules.ids import VAULT
from aksynth.rules.paths import L
from aksynth.rules.registry import AZURE, Finding, rule, shown

_URL = f"https://ours.{clouds.of(None).vault_suffix}/secrets/web/0123456789abcdef0123456789abcdef"
_VERSION = "/secrets/[0-9A-Za-z-]{1,127}/[0-9a-f]{32}"
_ENTRY = {"sourceVault": {"id": VAULT}, "vaultCertificates": [{"certificateUrl": _URL}]}


def _entries(case: Case) -> Iterator[tuple[Path, VaultSecrets]]:
    for i, entry in enumerate(case.model.properties.linux_profile.secrets or []):
        yield (*LINUX, "secrets", i), entry


@rule(
    "V163",
    wrong={L + "secrets": [{"sourceVault": {"id": "v"}}]},
    right={L + "secrets": [_ENTRY]},
    source=AZURE,
    advice="set the id of the vault, and at least one certificate URL",
)
def vault_secrets(case: Case) -> Iterator[Finding]:
    """Certificates from a vault must have the id of the vault and a URL."""
    for here, entry in _entries(case):
        id_ = (entry.source_vault.id if entry.source_vault else None) or ""
        found = ResourceId.find(id_)
        if not id_:
            yield Finding((*here, "sourceVault"), "the vault is missing")
        elif not (found and found.has_type("Microsoft.KeyVault/vaults")):
            advice = "run az keyvault show --query id to get the id of the vault"
            yield Finding((*here, "sourceVault", "id"), "this is not the id of a key vault", shown(id_), advice=advice)
        certificates = entry.vault_certificates or []
        if not certificates or any(not c.certificate_url for c in certificates):
            yield Finding((*here, "vaultCertificates"), "the URL of a certificate is missing")


@rule(
    "A345",
    wrong={L + "secrets": [{**_ENTRY, "vaultCertificates": [{"certificateUrl": _URL.replace("/secrets", "/keys")}]}]},
    right={L + "secrets": [_ENTRY]},
    source="https://learn.microsoft.com/rest/api/compute/virtual-machines/create-or-update, VaultCertificate",
    advice="copy it from: az keyvault certificate show --vault-name VAULT --name NAME --query sid",
)
def certificate_urls(case: Case) -> Iterator[Finding]:
    """The URL of a certificate must be that of its secret in the same vault, with the version.

    Azure installs this version. For a new certificate, write the URL of the new version and apply.
    """
    suffix = clouds.of(case.model.location).vault_suffix
    for here, entry in _entries(case):
        vault = ((entry.source_vault.id if entry.source_vault else None) or "").rpartition("/")[2]
        form = re.compile(f"https://{re.escape(vault)}\\.{re.escape(suffix)}{_VERSION}", re.IGNORECASE)
        for i, certificate in enumerate(entry.vault_certificates or []):
            url = certificate.certificate_url or ""
            if url and vault and not form.fullmatch(url):
                path = (*here, "vaultCertificates", i, "certificateUrl")
                allowed = f"https://{vault}.{suffix}/secrets/NAME/VERSION"
                yield Finding(path, "this is not the URL of a certificate of this vault", shown(url), allowed)
