"""Vaults that exist, with keys, secrets or certificates that the cluster uses."""

from __future__ import annotations

from cdktf import ITerraformDependable
from cdktf_cdktf_provider_azurerm.data_azurerm_client_config import DataAzurermClientConfig
from constructs import Construct

from aksynth._stacks.subscriptions import Subscriptions
from aksynth.blueprint import Blueprint
from aksynth.blueprint.borrowed_vaults import BorrowedVault
from aksynth.constructs import CustomVault, Identity, Roles, VaultLookup
from aksynth.resource_id import ResourceId


class BorrowedVaults:
    """These vaults by name, and the role of the masters on each key. `Identities` assigns those on secrets.

    Vaults with a key for Secrets are below `keys`, as they were before plans read others.
    """

    def __init__(
        self,
        scope: Construct,
        *,
        masters: Identity,
        masters_subnet_id: str,
        runner: DataAzurermClientConfig,
        location: str,
        subscriptions: Subscriptions,
        roles: Roles,
        blueprint: Blueprint,
    ) -> None:
        self._runner, self._location, self._subscriptions = runner, location, subscriptions
        self._subnet_id, self._blueprint = masters_subnet_id, blueprint
        self.ready: list[ITerraformDependable] = []
        keys, others = Construct(scope, "keys"), Construct(scope, "borrowed")
        for vault in blueprint.borrowed_vaults:
            folder = keys if vault.keys else others
            made = CustomVault(folder, vault.name, vault_id=vault.id, lookup=self._lookup(vault), roles=roles)
            for key in vault.keys:
                made.let_encrypt(masters, key.name, "masters")
            self.ready += made.ready

    def _lookup(self, vault: BorrowedVault) -> VaultLookup | None:
        if not vault.looked_up_for:
            return None
        network = self._blueprint.network
        return VaultLookup(
            uses=vault.looked_up_for,
            tenant_id=self._runner.tenant_id,
            subscription_id=self._runner.subscription_id,
            location=self._location,
            subnet_id=self._subnet_id if network.service_endpoints else None,
            ranges=network.egress_ranges,
            own_zone=_makes_zone(self._blueprint),
            provider=self._subscriptions.provider(ResourceId.parse(vault.id).subscription),
        )


def _makes_zone(blueprint: Blueprint) -> bool:
    return blueprint.private_endpoints is not None and blueprint.private_endpoints.vault_zone_id is None
