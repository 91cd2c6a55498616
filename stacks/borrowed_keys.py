"""Keys that exist and encrypt Secrets."""

from __future__ import annotations

from cdktf import ITerraformDependable
from constructs import Construct

from aksynth.blueprint import Blueprint
from aksynth.blueprint.encryption import BorrowedKey
from aksynth.constructs import CustomVault, Identity, Roles


class BorrowedKeys(Construct):
    """The vaults of these keys by name, and the role of the masters on each key."""

    def __init__(
        self,
        scope: Construct,
        id_: str,
        *,
        masters: Identity,
        masters_subnet_id: str,
        subscription_id: str,
        roles: Roles,
        blueprint: Blueprint,
    ) -> None:
        super().__init__(scope, id_)
        self.ready: list[ITerraformDependable] = []
        for name, keys in _by_vault(blueprint).items():
            vault = CustomVault(
                self,
                name,
                vault_id=next(iter(keys.values())).vault_id,
                subscription_id=subscription_id,
                subnet_id=masters_subnet_id if blueprint.network.service_endpoints else None,
                own_zone=_makes_zone(blueprint),
                lookup=blueprint.encryption is not None and blueprint.encryption.lookup,
                roles=roles,
            )
            for key in keys.values():
                vault.let_encrypt(masters, key.name, "masters")
            self.ready += vault.ready


def _by_vault(blueprint: Blueprint) -> dict[str, dict[str, BorrowedKey]]:
    """By the name of the vault, which is unique in all of Azure, and by that of the key. Azure ignores the case of
    both. Versions of one key need one role."""
    found = dict[str, dict[str, BorrowedKey]]()
    for version in blueprint.encryption.versions if blueprint.encryption else ():
        if version.borrowed:
            found.setdefault(version.borrowed.vault.lower(), {})[version.borrowed.name.lower()] = version.borrowed
    return found


def _makes_zone(blueprint: Blueprint) -> bool:
    return blueprint.private_endpoints is not None and blueprint.private_endpoints.vault_zone_id is None
