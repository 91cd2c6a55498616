"""Encryption of Secrets with Key Vault."""

from __future__ import annotations

from collections.abc import Iterator

from aksynth.rules.case import AKSYNTH_PATH, Case
from aksynth.rules.paths import K, X
from aksynth.rules.registry import AKSYNTH, Finding, rule, shown

_ON = {K + "enableEncryptionWithExternalKms": True}
_VERSIONS = X + "encryption.keyVersions"


@rule(
    "A275",
    wrong={**_ON, _VERSIONS: [1, 3]},
    right={**_ON, _VERSIONS: [1, 2]},
    source="https://github.com/Azure/kubernetes-kms/blob/v0.11.0/docs/rotation.md",
    advice="write one version, such as [1], or two during a rotation, such as [1, 2] and then [2, 1]",
)
def key_versions(case: Case) -> Iterator[Finding]:
    """`keyVersions` must be one number, or two consecutive numbers, from 1.

    Each version has a plugin on every master. A rotation needs two at a time: one that encrypts, and one that decrypts
    what the other one encrypted.
    """
    numbers = case.aksynth.encryption.key_versions
    if not numbers or _are_valid(numbers):
        return
    yield Finding((*AKSYNTH_PATH, "encryption", "keyVersions"), "masters cannot use these versions", shown(numbers))


def _are_valid(numbers: list[int]) -> bool:
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
