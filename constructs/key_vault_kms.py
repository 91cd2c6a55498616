"""A key vault for the key that encrypts Secrets in etcd."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

from constructs import Construct

from .cluster_identity import Identity
from .cluster_vault import ClusterVault
from .resource_group import Group
from .roles import Roles

CRYPTO_OFFICER = "Key Vault Crypto Officer"
"""The narrowest built-in role that may create a key. "Key Vault Crypto User" may only use one."""
_KEPT_DAYS = 90
"""The longest time for which Azure keeps a deleted vault or key. Without the key, every Secret is lost."""


class KeyVaultKms(ClusterVault):
    """A vault with one key, which a machine creates: Terraform neither creates nor reads it.

    A key resource would need a role and a network address that the vault allows, at every plan. A premium vault can
    keep the key in an HSM. `protect` adds `prevent_destroy`.
    """

    def __init__(
        self,
        scope: Construct,
        id_: str,
        *,
        group: Group,
        tenant_id: str,
        prefix: str,
        subnet_ids: Sequence[str],
        ip_rules: Sequence[str] = (),
        private: bool = False,
        sku: Literal["standard", "premium"] = "standard",
        protect: bool = False,
        roles: Roles | None = None,
    ) -> None:
        super().__init__(
            scope,
            id_,
            group=group,
            tenant_id=tenant_id,
            prefix=prefix,
            subnet_ids=subnet_ids,
            ip_rules=ip_rules,
            private=private,
            sku=sku,
            kept_days=_KEPT_DAYS,
            protect=protect,
            roles=roles,
        )

    def let_encrypt(self, identity: Identity, id_: str) -> None:
        """Allow a machine's identity to create the key, and to encrypt and decrypt with it."""
        self._grant(identity, id_, CRYPTO_OFFICER)
