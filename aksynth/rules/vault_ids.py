"""Existing key vaults that several fields name."""

from __future__ import annotations

import re
from collections.abc import Iterator

from aksynth.apimodel.json_reader import Path
from aksynth.rules.case import AKSYNTH_PATH, LINUX, PROPERTIES, Case
from aksynth.rules.ids import EXAMPLE, GUID, VAULT
from aksynth.rules.paths import S, X
from aksynth.rules.registry import AZURE, Finding, rule, shown
from aksynth.vault_secret_id import VAULT_NAME

_VAULT = re.compile(
    r"(?P<id>/subscriptions/(?P<subscription>[^/]+)/resourceGroups/[^/]+/providers/Microsoft\.KeyVault"
    r"/vaults/(?P<name>[^/]+))(/.*)?",
    re.I,
)
_NAME = re.compile(VAULT_NAME, re.I)
_SECRET = {"vaultID": VAULT, "secretName": "sp"}
_REF = {S + "clientId": EXAMPLE, S + "keyvaultSecretRef": _SECRET}
_KEYS = (*AKSYNTH_PATH, "encryption", "keys")
_AUTHORITY = X + "certificateAuthorities.cluster.certificate"


@rule(
    "A395",
    wrong={**_REF, _AUTHORITY: VAULT.replace("/g/", "/pki/") + "/secrets/ca"},
    right={**_REF, _AUTHORITY: VAULT + "/secrets/ca"},
    source=AZURE + "azure-resource-manager/management/resource-name-rules#microsoftkeyvault",
    advice="copy the id from: az keyvault show --name VAULT --query id",
)
def one_id_of_a_vault(case: Case) -> Iterator[Finding]:
    """Fields that name the same key vault must have the same id.

    The name of a vault is unique in all of Azure, so one of the ids does not exist.
    """
    first = dict[str, tuple[Path, str]]()
    for path, text in _ids(case):
        found = _VAULT.fullmatch(text)
        if not found:
            continue
        id_, name = found["id"], found["name"].lower()
        where, other = first.setdefault(name, (path, id_))
        if other.lower() != id_.lower() and not where[:-1] == path[:-1] == _KEYS:  # Rule A277 compares keys.
            message = (
                f"{'.'.join(map(str, where[1:]))} has vault {found['name']} in another resource group or subscription"
            )
            yield Finding(path, message, shown(text), other)


@rule(
    "A396",
    wrong={
        S + "clientId": EXAMPLE,
        S + "keyvaultSecretRef": {**_SECRET, "vaultID": VAULT.replace(EXAMPLE, "production")},
    },
    right=_REF,
    source=AZURE + "azure-resource-manager/management/resource-name-rules#microsoftkeyvault",
    advice="copy the id from: az keyvault show --name VAULT --query id",
)
def ids_of_vaults(case: Case) -> Iterator[Finding]:
    """The id of a key vault must have the id of its subscription, a UUID, and the name of a vault.

    A plan reads the vault with a provider of this subscription.
    """
    for path, text in _ids(case):
        found = _VAULT.fullmatch(text)
        if found and not GUID.fullmatch(found["subscription"]):
            yield Finding(path, f"{found['subscription']} is not the id of a subscription", shown(text))
        if found and not _NAME.fullmatch(found["name"]):
            yield Finding(path, f"{found['name']} is not the name of a key vault", shown(text))


def _ids(case: Case) -> Iterator[tuple[Path, str]]:
    """Of vaults, and of what they contain."""
    properties = case.written.properties
    for number, key in (properties.aksynth.encryption.keys or {}).items():
        yield (*_KEYS, number), key
    for alias, profile in properties.aksynth.certificate_authorities.by_name().items():
        here = (*AKSYNTH_PATH, "certificateAuthorities", alias)
        yield (*here, "certificate"), profile.certificate or ""
        yield (*here, "privateKey"), profile.private_key or ""
    secret = properties.service_principal_profile.keyvault_secret_ref
    certificate = properties.aksynth.service_principal_certificate
    yield (*PROPERTIES, "servicePrincipalProfile", "keyvaultSecretRef", "vaultID"), (secret and secret.vault_id) or ""
    yield (*AKSYNTH_PATH, "servicePrincipalCertificate", "vaultID"), (certificate and certificate.vault_id) or ""
    for i, entry in enumerate(properties.linux_profile.secrets or []):
        vault = entry.source_vault
        yield (*LINUX, "secrets", i, "sourceVault", "id"), (vault and vault.id) or ""
