"""`properties.aksynth.encryption`."""

from __future__ import annotations

from aksynth.apimodel.profile import Profile, key
from aksynth.apimodel.status import Needs, built

_ENABLED = Needs("orchestratorProfile.kubernetesConfig.enableEncryptionWithExternalKms", True)


class EncryptionProfile(Profile):
    """Encryption of Secrets with Key Vault."""

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
