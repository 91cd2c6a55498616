"""Existing vaults, and what the cluster uses of each."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import chain
from typing import Literal

from aksynth.apimodel import ApiModel
from aksynth.blueprint.authorities import Authority
from aksynth.blueprint.certificates import VaultCertificates
from aksynth.blueprint.encryption import BorrowedKey, Encryption
from aksynth.blueprint.identities import Identities
from aksynth.resource_id import ResourceId

VaultUse = Literal["keys", "secrets", "certificates"]
"""Masters encrypt with a key or read a secret, or Azure installs a certificate on machines."""


@dataclass(frozen=True, kw_only=True)
class BorrowedVault:
    """An existing vault. `keys` are those that encrypt Secrets, each once."""

    id: str
    keys: tuple[BorrowedKey, ...]
    looked_up_for: tuple[VaultUse, ...]
    """Each plan reads the vault and compares it with what these uses need. Empty: no plan reads it."""

    @property
    def name(self) -> str:
        """In lowercase. It is unique in all of Azure, whatever its case."""
        return _name(self.id)


def borrowed_vaults(
    model: ApiModel,
    *,
    identities: Identities,
    encryption: Encryption | None,
    authorities: Iterable[Authority],
    certificates: Iterable[VaultCertificates],
) -> tuple[BorrowedVault, ...]:
    """Sorted by name."""
    keys = [version.borrowed for version in (encryption.versions if encryption else ()) if version.borrowed]
    secrets = [secret for authority in authorities for secret in authority.secrets.values()]
    if identities.azure_api.secret:
        secrets.append(identities.azure_api.secret)
    settings = model.properties.aksynth
    looks = settings.lookup.vaults is not False
    used: dict[VaultUse, list[str]] = {
        "keys": [key.vault_id for key in keys if settings.encryption.lookup is not False],
        "secrets": [secret.vault_id for secret in secrets if looks],
        "certificates": [found.vault_id for found in certificates if looks],
    }
    ids = [*(key.vault_id for key in keys), *chain.from_iterable(used.values())]
    return tuple(
        BorrowedVault(
            id=id_,
            keys=tuple({key.name.lower(): key for key in keys if key.vault.lower() == name}.values()),
            looked_up_for=tuple(use for use, found in used.items() if name in map(_name, found)),
        )
        for name, id_ in sorted({_name(id_): id_ for id_ in reversed(ids)}.items())
    )


def _name(vault_id: str) -> str:
    return ResourceId.parse(vault_id).name.lower()
