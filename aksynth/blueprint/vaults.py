"""The vaults of a cluster, one for each class of readers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from aksynth.blueprint.identities import Identities
from aksynth.blueprint.naming import Names


@dataclass(frozen=True, kw_only=True)
class Vault:
    """A vault for one class of readers. Six random characters, which are kept in the state, complete `prefix`."""

    reader_class: Literal["masters", "nodes", "access", "inputs", "kms"]
    prefix: str


def vaults(names: Names, ids: Identities, *, encrypted: bool) -> tuple[Vault, ...]:
    """*inputs* exists only where Terraform stores a secret, and *kms* only with a key of the cluster's own."""
    found = [Vault(reader_class=c, prefix=names.vault_prefix(c)) for c in ("masters", "nodes", "access")]
    if ids.azure_api.kind == "ServicePrincipal" and not ids.azure_api.secret:
        found.append(Vault(reader_class="inputs", prefix=names.vault_prefix("inputs")))
    if encrypted:
        found.append(Vault(reader_class="kms", prefix=names.vault_prefix("kms")))
    return tuple(found)
