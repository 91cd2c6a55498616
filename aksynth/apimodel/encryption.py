"""`properties.aksynth.encryption`."""

from __future__ import annotations

from aksynth.apimodel.profile import Profile, key
from aksynth.apimodel.status import Needs, built

_CONFIG = "orchestratorProfile.kubernetesConfig"
_WITH_KMS = Needs(f"{_CONFIG}.enableEncryptionWithExternalKms", True)
_ENABLED = Needs(_WITH_KMS.field, True, or_field=f"{_CONFIG}.enableDataEncryptionAtRest")


class EncryptionProfile(Profile):
    """Encryption of Secrets in etcd."""

    key_versions: list[int] | None = key(
        "keyVersions",
        None,
        "Numbers of the versions of the key that masters use. The first one encrypts Secrets, and all of them decrypt. "
        "The first master creates a version that does not exist.",
        unset="[1]",
        rule="A275",
        reaches="azure-kms.yaml, EncryptionConfiguration",
        status=built(needs=[_ENABLED]),
    )
    read_only: bool | None = key(
        "readOnly",
        None,
        "Whether masters only decrypt Secrets, for the first of two applies that add encryption to a cluster.",
        unset="false",
        rule="A276",
        reaches="EncryptionConfiguration",
        status=built(needs=[_ENABLED]),
    )
    keys: dict[str, str] | None = key(
        "keys",
        None,
        "Versions of keys that exist: a map from a number in keyVersions to the resource id of a key version. Neither "
        "the key nor its vault is changed.",
        unset="none: the first master creates all versions, in a vault of the cluster",
        rule="A277",
        reaches="data.azurerm_key_vault, azurerm_role_assignment, azure-kms.yaml",
        status=built(needs=[_WITH_KMS]),
    )
    lookup: bool | None = key(
        "lookup",
        None,
        "Whether each plan reads the vaults of keys, and compares them with what the cluster needs.",
        unset="true",
        reaches="data.azurerm_key_vault",
        status=built(needs=[_WITH_KMS, Needs("keys")]),
    )
