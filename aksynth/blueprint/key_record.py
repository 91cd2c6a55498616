"""What the record of a cluster has of the keys that encrypt Secrets."""

from __future__ import annotations

from dataclasses import dataclass

from aksynth.blueprint.blueprint import Blueprint
from aksynth.blueprint.encryption import KeyVersion
from aksynth.blueprint.record import FixedChoice

ENCRYPTION_IS_KEPT = (
    "enableEncryptionWithExternalKms and enableDataEncryptionAtRest are false, and etcd has Secrets that only the key "
    "of this cluster can decrypt. An apply would take the key from the API servers. Set the field that was true to "
    "true."
)
ENCRYPTION_FIRST = (
    "An apply changes one master after the other, and the others could not decrypt what a changed one encrypts. Set "
    "aksynth.encryption.readOnly to true and apply, then remove it and apply again."
)
VERSION_FIRST = (
    "An apply changes one master after the other, and the others could not decrypt what a changed one encrypts. Set "
    "aksynth.encryption.keyVersions to [{before}, {number}] and apply, then to [{number}, {before}] and apply again."
)
_OWN_KEY, _LOCAL_KEY = "a key of the cluster", "a key in a file on each master (enableDataEncryptionAtRest)"
_OTHER_KEY = (
    "etcd has Secrets that need the earlier key. Write it again. To encrypt with another key, give that one the number "
    "{later} in aksynth.encryption.keys, and rotate: keyVersions [{latest}, {later}], then [{later}, {latest}], then "
    "[{later}]. A cluster with enableDataEncryptionAtRest keeps it. See docs/encryption.md."
)
_NO_LOCAL_KEY = (
    "etcd has Secrets that need the earlier key, and a cluster does not change from one kind of key to the other. "
    "Remove enableDataEncryptionAtRest, and set enableEncryptionWithExternalKms to true again."
)


def fixed_sku(blueprint: Blueprint) -> FixedChoice | None:
    """The key is created once, and a key does not move to an HSM."""
    found, field = blueprint.encryption, "orchestratorProfile.kubernetesConfig.keyVaultSku"
    return FixedChoice(field=field, value=found.sku) if found and found.owned else None


def fixed_keys(blueprint: Blueprint) -> dict[int, FixedChoice]:
    """By the number of a version. Nobody can decrypt with another key what is encrypted with this one."""
    versions = blueprint.encryption.versions if blueprint.encryption else ()
    latest = max((version.number for version in versions), default=1)
    return {
        version.number: FixedChoice(
            field=f"aksynth.encryption.keys.{version.number}",
            value=_kept_key(version),
            remedy=_NO_LOCAL_KEY if version.local else _OTHER_KEY.format(latest=latest, later=latest + 1),
        )
        for version in versions
    }


def _kept_key(version: KeyVersion) -> str:
    if key := version.borrowed:
        return f"{key.id}/versions/{key.version}".lower()
    return _LOCAL_KEY if version.local else _OWN_KEY


@dataclass(frozen=True, kw_only=True)
class KeyStage:
    """A version of the key for Secrets. Before it encrypts (`writes`), an earlier apply must have given it to all
    masters."""

    number: int
    writes: bool
    remedy: str


def key_stages(blueprint: Blueprint) -> list[KeyStage]:
    """A single master that begins to encrypt reads its own Secrets."""
    found = blueprint.encryption
    if not found:
        return []
    alone = len(blueprint.masters.machines) == 1
    return [
        KeyStage(
            number=version.number,
            writes=version == found.writes and not (alone and version.number == 1),
            remedy=_key_remedy(version.number),
        )
        for version in found.versions
    ]


def _key_remedy(number: int) -> str:
    """A cluster without encryption begins with the first version."""
    return ENCRYPTION_FIRST if number == 1 else VERSION_FIRST.format(number=number, before=number - 1)
