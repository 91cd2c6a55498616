"""Ids of secrets in key vaults."""

from __future__ import annotations

import re

ALLOWED = "/subscriptions/S/resourceGroups/G/providers/Microsoft.KeyVault/vaults/V/secrets/NAME[/versions/VERSION]"
VAULT_NAME = "[a-z][a-z0-9-]{1,22}[a-z0-9]"
_FORM = re.compile(
    r"(?i:/subscriptions/[^/\s]+/resourceGroups/[^/\s]+/providers/Microsoft\.KeyVault/vaults/" + VAULT_NAME + ")"
    r"/secrets/[0-9A-Za-z-]{1,127}(/(versions/)?[0-9a-f]{32})?"
)
"""https://learn.microsoft.com/azure/azure-resource-manager/management/resource-name-rules#microsoftkeyvault"""


def is_vault_secret(text: str) -> bool:
    """With a version or without. AKS Engine wrote the version without `versions`: Azure/aks-engine,
    pkg/engine/params_k8s.go."""
    return _FORM.fullmatch(text) is not None


def parts(id_: str) -> tuple[str, str, str]:
    """The id of the vault, the name of the secret and its version, "" for none. AKS Engine wrote the version behind the
    name, and Azure writes `versions` between them."""
    vault_id, _, rest = id_.partition("/secrets/")
    name, *version = rest.split("/")
    return vault_id, name, version[-1] if version else ""


def looks_like_id(text: str) -> bool:
    """As a reference and not as the secret itself."""
    return text.startswith("/subscriptions/")
