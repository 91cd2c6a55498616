"""What a plan compares a borrowed key vault with."""

from __future__ import annotations

from dataclasses import dataclass

from cdktf import Fn, Postcondition, Precondition, TerraformProvider

from aksynth.blueprint.borrowed_vaults import VaultUse
from aksynth.resource_id import ResourceId

from .region_name import region_name
from .same_subscription import same_subscription
from .vault_network import is_open, warnings

CRYPTO_USER = "Key Vault Crypto User"
"""The narrowest built-in role that may encrypt and decrypt with a key. Azure's KMS plugin does nothing else with it:
Azure/kubernetes-kms v0.11.0, pkg/plugin/keyvault.go. "Key Vault Crypto Service Encryption User" may only wrap and
unwrap keys: https://learn.microsoft.com/azure/role-based-access-control/built-in-roles/security"""
_ROLES = {"keys": CRYPTO_USER, "secrets": "Key Vault Secrets User"}
_PAGES = {"keys": "docs/encryption.md", "secrets": "docs/secrets.md"}
_FIELDS = {"keys": "properties.aksynth.encryption.lookup"}
_FIELD = "properties.aksynth.lookup.vaults"
_ELSEWHERE = "Azure installs certificates of vaults in the subscription of the machines only. Use a vault there."
_OPEN = is_open("self.network_acls")
_TRUSTED = 'anytrue([for rules in self.network_acls : strcontains(rules.bypass, "AzureServices")])'


@dataclass(frozen=True, kw_only=True)
class VaultLookup:
    """What the cluster needs of a vault that it uses for `uses`.

    `tenant_id`, `subscription_id` and `location` are those of the cluster, and the first two are expressions.
    `subnet_id` is that of the masters if they have the service endpoint of key vaults, and `ranges` are their public
    addresses if not. With `own_zone`, they find private endpoints in a zone of the cluster, which does not have this
    vault. `provider` is that of the vault's subscription. Without it, the vault must be in that of the stack.
    """

    uses: tuple[VaultUse, ...]
    tenant_id: str
    subscription_id: str
    location: str
    subnet_id: str | None = None
    ranges: tuple[str, ...] = ()
    own_zone: bool = False
    provider: TerraformProvider | None = None

    def preconditions(self, vault: ResourceId) -> list[Precondition]:
        """azurerm looks in the subscription of the provider only (v4.55.0, key_vault_data_source.go)."""
        if "certificates" in self.uses:
            return [self._in_subscription(vault, _ELSEWHERE)]
        if self.provider is None:
            return [self._in_subscription(vault, f"Set {self._fields} to false, and check the vault yourself.")]
        return []

    def _in_subscription(self, vault: ResourceId, remedy: str) -> Precondition:
        message = (
            f"Key vault {vault.name} is in subscription {vault.subscription}, and the cluster is in subscription "
            f"{self.subscription_id}. {remedy}"
        )
        return Precondition(
            condition=same_subscription(self.subscription_id, vault.subscription), error_message=message
        )

    def postconditions(self, name: str) -> list[Postcondition]:
        """`name` is that of the vault."""
        proofs = {
            **(self._of_masters(name) if self._roles else {}),
            **(_of_keys(name) if "keys" in self.uses else {}),
            **(self._of_machines(name) if "certificates" in self.uses else {}),
        }
        return [
            Postcondition(condition=f"${{{condition}}}", error_message=message) for condition, message in proofs.items()
        ]

    def warnings(self, name: str, vault: str) -> dict[str, str]:
        """By condition. `vault` is the address of the data source."""
        return warnings(name, vault, subnet_id=self.subnet_id, ranges=self.ranges) if self._roles else {}

    @property
    def _roles(self) -> list[str]:
        return [_ROLES[use] for use in self.uses if use in _ROLES]

    @property
    def _fields(self) -> str:
        return " and ".join(dict.fromkeys(_FIELDS.get(use, _FIELD) for use in self.uses))

    def _of_masters(self, name: str) -> dict[str, str]:
        """What every vault needs that masters call with their identity."""
        roles, pages = " and ".join(self._roles), " and ".join(_PAGES[use] for use in self.uses if use in _PAGES)
        effect = f"role {roles} has" if len(self._roles) == 1 else f"roles {roles} have"
        proofs = {
            "self.rbac_authorization_enabled == true": f"Key vault {name} uses access policies, so the {effect} no "
            f"effect in it. Run: az keyvault update --name {name} --enable-rbac-authorization true. First assign roles "
            f"to the identities that have a policy. To keep the policies, see {pages}.",
            f"lower(self.tenant_id) == {Fn.lower(self.tenant_id)}": f"Key vault {name} accepts identities of tenant "
            f"${{self.tenant_id}}, and those of the cluster are in {self.tenant_id}. Use a vault of that tenant.",
        }
        if self.own_zone:
            # Azure leaves it out of some vaults, and azurerm then returns null.
            proofs["self.public_network_access_enabled != false"] = (
                f"Key vault {name} has no public network access, and the private DNS zone that this cluster creates "
                "does not have its private endpoint. Set properties.aksynth.privateEndpoints.vaultZoneId to the zone "
                "that has it."
            )
        return proofs

    def _of_machines(self, name: str) -> dict[str, str]:
        """What Azure needs to install certificates on machines:
        https://learn.microsoft.com/azure/key-vault/general/overview-vnet-service-endpoints#trusted-services"""
        return {
            "self.enabled_for_deployment == true": f"Key vault {name} does not let Azure install its certificates on "
            f"machines. Run: az keyvault update --name {name} --enabled-for-deployment true.",
            f"self.location == {region_name(self.location)}": f"Key vault {name} is in the region "
            f"${{self.location}}, and the cluster is in {self.location}. Azure installs certificates of vaults in the "
            "region of the machines only. Use a vault there.",
            f"{_OPEN} || {_TRUSTED}": f"Key vault {name} does not admit trusted services of Azure, so Azure cannot "
            f"install its certificates on machines. Run: az keyvault update --name {name} --bypass AzureServices.",
        }


def _of_keys(name: str) -> dict[str, str]:
    return {
        "self.purge_protection_enabled == true": f"Key vault {name} has no purge protection. Whoever purges the key "
        f"makes every Secret unreadable for ever. Run: az keyvault update --name {name} --enable-purge-protection "
        "true. Azure does not allow it to be disabled again.",
    }
