"""Encryption of Secrets in etcd."""

from __future__ import annotations

import re
from collections.abc import Iterator

from aksynth.apimodel.json_reader import Path
from aksynth.rules.case import AKSYNTH_PATH, CONFIG, Case
from aksynth.rules.ids import VAULT, VAULT_ID
from aksynth.rules.paths import K, X
from aksynth.rules.registry import AKSYNTH, Finding, rule, shown

_ON = {K + "enableEncryptionWithExternalKms": True}
_VERSIONS = X + "encryption.keyVersions"
_KEYS: Path = (*AKSYNTH_PATH, "encryption", "keys")
_FIRST = f"{VAULT}/keys/etcd/versions/{'0' * 32}"
_ID = re.compile(VAULT_ID + "/keys/[a-z0-9-]{1,127}/versions/[0-9a-f]{32}", re.IGNORECASE)
"""https://learn.microsoft.com/azure/azure-resource-manager/management/resource-name-rules#microsoftkeyvault"""


@rule(
    "A275",
    wrong={**_ON, _VERSIONS: [1, 3]},
    right={**_ON, _VERSIONS: [1, 2]},
    source="https://github.com/Azure/kubernetes-kms/blob/v0.11.0/docs/rotation.md",
    advice="write one version, such as [1], or two during a rotation, such as [1, 2] and then [2, 1]",
)
def key_versions(case: Case) -> Iterator[Finding]:
    """`keyVersions` must be one number, or two consecutive numbers, from 1.

    With Key Vault encryption, each version has a plugin on every master. A rotation needs two versions at a time: one
    that encrypts, and one that decrypts what the other one encrypted.
    """
    numbers = case.aksynth.encryption.key_versions
    if not numbers or are_versions(numbers):
        return
    yield Finding((*AKSYNTH_PATH, "encryption", "keyVersions"), "masters cannot use these versions", shown(numbers))


def are_versions(numbers: list[int]) -> bool:
    """One key, or two in a rotation."""
    span = max(numbers) - min(numbers)
    return min(numbers) >= 1 and len(numbers) in (1, 2) and span == len(numbers) - 1


@rule(
    "A276",
    wrong={**_ON, _VERSIONS: [1, 2], X + "encryption.readOnly": True},
    right={**_ON, _VERSIONS: [1, 2]},
    source=AKSYNTH,
    advice="remove readOnly; to rotate the key, change keyVersions alone",
)
def no_rotation_without_encryption(case: Case) -> Iterator[Finding]:
    """`readOnly` must not be set with two versions of the key.

    It is for a cluster whose Secrets are not encrypted yet, and nothing is encrypted with another version.
    """
    written = case.aksynth.encryption
    if written.read_only and len(written.key_versions or []) > 1:
        yield Finding((*AKSYNTH_PATH, "encryption", "readOnly"), "keyVersions has two versions", shown(True), "false")


@rule(
    "A277",
    wrong={**_ON, X + "encryption.keys": {"1": "https://ours.vault.azure.net/keys/etcd"}},
    right={**_ON, X + "encryption.keys": {"1": _FIRST}},
    source="https://learn.microsoft.com/rest/api/keyvault/keyvault/keys/get-version",
    advice="run az keyvault show --name VAULT --query id to get the id of the vault, and az keyvault key show "
    "--vault-name VAULT --name KEY --query key.kid to get the version, which is the last part of that address",
)
def existing_keys(case: Case) -> Iterator[Finding]:
    """The key versions in `keys` must be resource ids.

    A role is assigned on the key, so its address in the vault is not enough. Masters use one version until you change
    the model. They do not follow the latest version, because etcd has Secrets that need an earlier one. A managed HSM
    has other roles and cannot be used.
    """
    allowed = "/subscriptions/S/resourceGroups/G/providers/Microsoft.KeyVault/vaults/V/keys/K/versions/VERSION"
    vaults = dict[str, str]()
    for number, id_ in (case.aksynth.encryption.keys or {}).items():
        vault, name = id_.lower().partition("/keys/")[0], id_.lower().partition("/vaults/")[2].partition("/")[0]
        if not _ID.fullmatch(id_):
            yield Finding((*_KEYS, number), "this is not the resource id of a key version", shown(id_), allowed)
        elif vaults.setdefault(name, vault) != vault:
            message = f"another entry has vault {name} in another resource group or subscription"
            yield Finding((*_KEYS, number), message, shown(id_), vaults[name])


@rule(
    "A278",
    wrong={**_ON, X + "encryption.keys": {"2": _FIRST}},
    right={**_ON, _VERSIONS: [1, 2], X + "encryption.keys": {"2": _FIRST}},
    source=AKSYNTH,
    advice="to rotate to a key that exists, add the next number to both keyVersions and keys",
)
def numbers_of_keys(case: Case) -> Iterator[Finding]:
    """Each entry of `keys` must have a number up to the latest of `keyVersions`, and another key version.

    The number is that of the KMS plugin that uses the key version. Keep the entries of earlier numbers after a
    rotation: without its entry, a number is a version of the cluster's own key.
    """
    written, seen = case.aksynth.encryption, dict[str, str]()
    latest = max(written.key_versions or [1])
    for number, id_ in (written.keys or {}).items():
        if not re.fullmatch("[1-9][0-9]{0,5}", number) or int(number) > latest:
            message, allowed = "keyVersions does not have this number, or a later one", f"1 to {latest}"
            yield Finding((*_KEYS, number), message, shown(number), allowed)
        elif id_.lower() in seen:
            yield Finding((*_KEYS, number), f"number {seen[id_.lower()]} has the same key version", shown(id_))
        seen.setdefault(id_.lower(), number)


@rule(
    "A279",
    wrong={**_ON, K + "keyVaultSku": "Premium", X + "encryption.keys": {"1": _FIRST}},
    right={**_ON, X + "encryption.keys": {"1": _FIRST}},
    source=AKSYNTH,
    advice="remove keyVaultSku",
    warns=True,
)
def no_sku_of_existing_keys(case: Case) -> Iterator[Finding]:
    """`keyVaultSku` should not be set if all keys exist already.

    The owner of a vault has chosen its SKU, and the type of the key.
    """
    written, numbers = case.written_config, case.aksynth.encryption.keys
    latest = max(case.aksynth.encryption.key_versions or [1])
    if numbers and written.key_vault_sku and {str(number) for number in range(1, latest + 1)} <= numbers.keys():
        yield Finding((*CONFIG, "keyVaultSku"), "the cluster creates no key", shown(written.key_vault_sku))


@rule(
    "A280",
    wrong={**_ON, K + "enableDataEncryptionAtRest": True},
    right={K + "enableDataEncryptionAtRest": True},
    source="https://kubernetes.io/docs/tasks/administer-cluster/encrypt-data/#providers",
    advice="for a new cluster, remove enableDataEncryptionAtRest: with enableEncryptionWithExternalKms the key never "
    "leaves its vault; for a cluster that exists, keep the one that it has",
)
def one_kind_of_key(case: Case) -> Iterator[Finding]:
    """`enableDataEncryptionAtRest` and `enableEncryptionWithExternalKms` must not both be true.

    API servers encrypt with one kind of key: one that each master has in a file, or one that never leaves its vault. A
    cluster does not change from one kind to the other.
    """
    if case.config.enable_data_encryption_at_rest and case.config.enable_encryption_with_external_kms:
        message = "enableEncryptionWithExternalKms is also true"
        yield Finding((*CONFIG, "enableDataEncryptionAtRest"), message, shown(True), "false")
