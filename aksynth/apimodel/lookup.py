"""`properties.aksynth.lookup`."""

from __future__ import annotations

from aksynth.apimodel.profile import Profile, key
from aksynth.apimodel.status import BUILT


class LookupProfile(Profile):
    """What each plan reads of existing resources, and compares with what the cluster needs."""

    vaults: bool | None = key(
        "vaults",
        None,
        "Whether each plan reads the vaults of certificate authorities, of keyvaultSecretRef, of "
        "servicePrincipalCertificate and of linuxProfile.secrets. It never reads a secret.",
        unset="true",
        reaches="data.azurerm_key_vault",
        status=BUILT,
    )
    disk_encryption_sets: bool | None = key(
        "diskEncryptionSets",
        None,
        "Whether each plan reads the disk encryption sets of masters and pools.",
        unset="true",
        reaches="data.azurerm_disk_encryption_set",
        status=BUILT,
    )
