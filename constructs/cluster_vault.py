"""A key vault for one class of readers."""

from __future__ import annotations

from collections.abc import Sequence

from cdktf import ITerraformDependable, TerraformResource, TerraformResourceLifecycle
from cdktf_cdktf_provider_azurerm.key_vault import KeyVault, KeyVaultNetworkAcls
from cdktf_cdktf_provider_random.string_resource import StringResource
from constructs import Construct

from .address import address
from .cluster_identity import Identity
from .resource_group import Group
from .roles import Roles

SECRETS_OFFICER = "Key Vault Secrets Officer"
SECRETS_USER = "Key Vault Secrets User"
SECRETS_KEPT_DAYS = 7


class ClusterVault(Construct):
    """A vault that is reachable only from its subnets and from the public `ip_rules`, or by private endpoints alone
    with `private`.

    Its name is `prefix` and six random characters, which are kept in the state: a cluster that is created again must
    not get the soft-deleted secrets of the old cluster. A deleted vault can be recovered for `kept_days` and cannot be
    purged during that time. `protect` adds `prevent_destroy`. `roles` makes the assignments.
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
        sku: str = "standard",
        kept_days: int = SECRETS_KEPT_DAYS,
        protect: bool = False,
        roles: Roles | None = None,
    ) -> None:
        super().__init__(scope, id_)
        self._roles = roles or Roles()
        ending = StringResource(self, "name", length=6, special=False, upper=False)
        vault = KeyVault(
            self,
            "Resource",
            name=f"{prefix}{ending.result}",
            resource_group_name=group.name,
            location=group.location,
            tenant_id=tenant_id,
            sku_name=sku,
            rbac_authorization_enabled=True,
            soft_delete_retention_days=kept_days,
            # Azure lets nobody switch it off again, so it does not follow `protect`.
            purge_protection_enabled=True,
            public_network_access_enabled=False if private else None,
            network_acls=KeyVaultNetworkAcls(
                bypass="None",
                default_action="Deny",
                virtual_network_subnet_ids=list(subnet_ids),
                ip_rules=list(ip_rules) or None,
            ),
            lifecycle=TerraformResourceLifecycle(prevent_destroy=True) if protect else None,
        )
        self.resource = vault
        # Not the vault's own attribute: whoever needs the name alone does not wait for the vault.
        self.vault_id, self.name = vault.id, f"{prefix}{ending.result}"
        self.ready: list[ITerraformDependable] = []

    def begin_after(self, resources: Sequence[TerraformResource]) -> list[TerraformResource]:
        """Create the vault after these; what comes after the vault itself waits for the result.

        azurerm 4.55 locks the virtual network of a vault's network rules by its name while it creates the vault and
        then asks for it every ten seconds until the tenth answer, 30 seconds later at the earliest
        (key_vault_resource.go). Interfaces, associations of subnets and other vaults want the same lock.
        """
        # By address: an expression, as `fqn` is in Python, is refused here.
        self.resource.depends_on = [address(made) for made in resources]
        return [self.resource]

    def let_write(self, identity: Identity, id_: str) -> None:
        """Allow a machine's identity to read and write the secrets."""
        self._grant(identity, id_, SECRETS_OFFICER)

    def let_read(self, identity: Identity, id_: str) -> None:
        """Allow a machine's identity to read the secrets."""
        self._grant(identity, id_, SECRETS_USER)

    def _grant(self, identity: Identity, id_: str, role: str) -> None:
        principal = identity.principal_id
        self.ready += self._roles.grant(self, f"role-{id_}", role=role, on=self.vault_id, principal_id=principal)

    def let_people_read(self, principal_ids: Sequence[str]) -> None:
        """Allow these users, groups or applications to read the secrets."""
        for principal_id in principal_ids:
            self._people(f"reader-{principal_id}", SECRETS_USER, principal_id, kept=False)

    def let_first_runner(self, principal_id: str, *, write: bool) -> list[ITerraformDependable]:
        """Give access to the identity of the first apply, and keep it if another identity applies later."""
        return self._people("runner", SECRETS_OFFICER if write else SECRETS_USER, principal_id, kept=True)

    def _people(self, id_: str, role: str, principal_id: str, *, kept: bool) -> list[ITerraformDependable]:
        return self._roles.grant(
            self, id_, role=role, on=self.vault_id, principal_id=principal_id, machine=False, kept=kept
        )
