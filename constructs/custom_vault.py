"""A borrowed key vault."""

from __future__ import annotations

from cdktf import ITerraformDependable, TerraformResourceLifecycle
from cdktf_cdktf_provider_azurerm.data_azurerm_key_vault import DataAzurermKeyVault
from constructs import Construct

from aksynth.resource_id import ResourceId

from .check_block import add_check
from .cluster_identity import Identity
from .roles import Roles
from .vault_lookup import CRYPTO_USER, VaultLookup


class CustomVault(Construct):
    """A borrowed key vault, by its resource id. Neither it nor what it contains is changed or destroyed.

    With `lookup`, each plan reads the vault and compares it with what the cluster needs. That takes no access to its
    keys, secrets and certificates.
    """

    def __init__(
        self,
        scope: Construct,
        id_: str,
        *,
        vault_id: str,
        lookup: VaultLookup | None = None,
        roles: Roles | None = None,
    ) -> None:
        super().__init__(scope, id_)
        self._roles = roles or Roles()
        self._id = vault_id
        self.ready: list[ITerraformDependable] = []
        if lookup:
            self._look_at(ResourceId.parse(vault_id), lookup)

    def let_encrypt(self, identity: Identity, key: str, id_: str) -> None:
        """Allow a machine's identity to encrypt and decrypt with this key, and nothing else in the vault."""
        on, principal = f"{self._id}/keys/{key}", identity.principal_id
        self.ready += self._roles.grant(
            self, f"{key.lower()}-role-{id_}", role=CRYPTO_USER, on=on, principal_id=principal
        )

    def _look_at(self, place: ResourceId, lookup: VaultLookup) -> None:
        vault = DataAzurermKeyVault(
            self,
            "Resource",
            name=place.name,
            resource_group_name=place.resource_group,
            provider=lookup.provider,
            lifecycle=TerraformResourceLifecycle(
                precondition=lookup.preconditions(place) or None,
                postcondition=lookup.postconditions(place.name),
            ),
        )
        warnings = lookup.warnings(place.name, vault.fqn)
        if warnings:
            add_check(self, f"vault_{self.node.id}", warnings)
