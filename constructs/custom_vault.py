"""A borrowed key vault."""

from __future__ import annotations

from cdktf import Fn, ITerraformDependable, Postcondition, Precondition, TerraformResourceLifecycle
from cdktf_cdktf_provider_azurerm.data_azurerm_key_vault import DataAzurermKeyVault
from constructs import Construct

from aksynth.resource_id import ResourceId

from .check_block import add_check
from .cluster_identity import Identity
from .roles import Roles

CRYPTO_USER = "Key Vault Crypto User"
"""The narrowest built-in role that may encrypt and decrypt with a key. Azure's KMS plugin does nothing else with it:
Azure/kubernetes-kms v0.11.0, pkg/plugin/keyvault.go. "Key Vault Crypto Service Encryption User" may only wrap and
unwrap keys: https://learn.microsoft.com/azure/role-based-access-control/built-in-roles/security"""


class CustomVault(Construct):
    """A borrowed key vault, by its resource id. Neither it nor what it contains is changed or destroyed.

    With `lookup`, each plan reads the vault and compares it with what the cluster needs. That takes no access to its
    keys. `subscription_id` is that of the cluster. `subnet_id` is that of the machines if they have the service
    endpoint of key vaults. With `own_zone`, the machines find private endpoints in a zone of the cluster, which does
    not have this vault.
    """

    def __init__(
        self,
        scope: Construct,
        id_: str,
        *,
        vault_id: str,
        subscription_id: str,
        subnet_id: str | None = None,
        own_zone: bool = False,
        lookup: bool = True,
        roles: Roles | None = None,
    ) -> None:
        super().__init__(scope, id_)
        self._roles = roles or Roles()
        self._id, self._name = vault_id, ResourceId.parse(vault_id).name
        self.ready: list[ITerraformDependable] = []
        if lookup:
            self._look_at(subscription_id, subnet_id, own_zone)

    def let_encrypt(self, identity: Identity, key: str, id_: str) -> None:
        """Allow a machine's identity to encrypt and decrypt with this key, and nothing else in the vault."""
        on, principal = f"{self._id}/keys/{key}", identity.principal_id
        self.ready += self._roles.grant(
            self, f"{key.lower()}-role-{id_}", role=CRYPTO_USER, on=on, principal_id=principal
        )

    def _look_at(self, subscription_id: str, subnet_id: str | None, own_zone: bool) -> None:
        place = ResourceId.parse(self._id)
        vault = DataAzurermKeyVault(
            self,
            "Resource",
            name=place.name,
            resource_group_name=place.resource_group,
            lifecycle=TerraformResourceLifecycle(
                precondition=[self._same_subscription(subscription_id, place.subscription)],
                postcondition=self._proofs(own_zone),
            ),
        )
        if subnet_id:
            self._warn_of_network(vault, subnet_id)

    def _same_subscription(self, subscription_id: str, of_vault: str) -> Precondition:
        """The data source looks in the provider's subscription only (azurerm v4.55.0, key_vault_data_source.go)."""
        message = (
            f"Key vault {self._name} is in subscription {of_vault}, and a plan reads subscription {subscription_id}. "
            "Set properties.aksynth.encryption.lookup to false, and check yourself that the vault uses Azure RBAC and "
            "has purge protection."
        )
        same = f"${{{Fn.lower(subscription_id)} == {Fn.lower(of_vault)}}}"
        return Precondition(condition=same, error_message=message)

    def _proofs(self, own_zone: bool) -> list[Postcondition]:
        name = self._name
        proofs = {
            "rbac_authorization_enabled": f"Key vault {name} uses access policies, so the role {CRYPTO_USER} has no "
            f"effect in it. Run: az keyvault update --name {name} --enable-rbac-authorization true. First assign roles "
            "to the identities that have a policy. To keep the policies, see docs/encryption.md.",
            "purge_protection_enabled": f"Key vault {name} has no purge protection. Whoever purges the key makes every "
            f"Secret unreadable for ever. Run: az keyvault update --name {name} --enable-purge-protection true. Azure "
            "does not allow it to be disabled again.",
        }
        if own_zone:
            proofs["public_network_access_enabled"] = (
                f"Key vault {name} has no public network access, and the private DNS zone that this cluster creates "
                "does not have its private endpoint. Set properties.aksynth.privateEndpoints.vaultZoneId to the zone "
                "that has it."
            )
        return [
            Postcondition(condition=f"${{self.{attribute} == true}}", error_message=message)
            for attribute, message in proofs.items()
        ]

    def _warn_of_network(self, vault: DataAzurermKeyVault, subnet_id: str) -> None:
        """A subnet that the apply creates cannot be admitted before, so it is no error."""
        rules = f"{vault.fqn}.network_acls"
        admitted = f"contains([for id in {rules}[0].virtual_network_subnet_ids : lower(id)], lower({_term(subnet_id)}))"
        is_open = f'length({rules}) == 0 || try({rules}[0].default_action, "Allow") == "Allow"'
        private = f"{vault.fqn}.public_network_access_enabled == false"
        message = (
            f"Key vault {self._name} does not admit the subnet of the masters. Unless they reach it by a private "
            f"endpoint, run: az keyvault network-rule add --name {self._name} --subnet {subnet_id}"
        )
        add_check(self, f"vault_{self.node.id}", {f"${{{private} || {is_open} || {admitted}}}": message})


def _term(text: str) -> str:
    """In an expression."""
    return text[2:-1] if text.startswith("${") else f'"{text}"'
