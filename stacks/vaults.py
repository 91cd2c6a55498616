"""A vault for each class of readers, because access to a single secret cannot be granted before the secret exists."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

from cdktf import Fn, ITerraformDependable, TerraformResource, Token
from cdktf_cdktf_provider_azurerm.data_azurerm_client_config import DataAzurermClientConfig
from constructs import Construct

from aksynth._stacks.identities import Identities
from aksynth._stacks.inputs import Inputs
from aksynth.blueprint import Blueprint
from aksynth.blueprint.vaults import Vault
from aksynth.bootstrap.environment import SERVICE_PRINCIPAL_SECRET
from aksynth.constructs import ClusterVault, Group, Identity, KeyVaultKms, Roles, VaultInput, Vnet, by_hand

_OPEN_TO_API_RANGES = ("access", "inputs")
_PROTECTED = ("masters", "kms")


class Vaults(Construct):
    """`masters`: the PKI. `nodes`: how agents join. `access`: kubeconfigs. `inputs`: secrets from users.
    `kms`: the key that encrypts Secrets."""

    def __init__(
        self,
        scope: Construct,
        id_: str,
        *,
        group: Group,
        network: Vnet,
        runner: DataAzurermClientConfig,
        identities: Identities,
        inputs: Inputs,
        roles: Roles,
        blueprint: Blueprint,
        protect: bool,
    ) -> None:
        super().__init__(scope, id_)
        self._runner, self._identities = runner, identities
        self._vaults = {
            vault.reader_class: _kind(blueprint, vault)(
                self,
                vault.reader_class,
                group=group,
                tenant_id=runner.tenant_id,
                prefix=vault.prefix,
                subnet_ids=_subnets(vault.reader_class, network, blueprint),
                ip_rules=(rules := _ip_rules(vault.reader_class, inputs, blueprint)),
                private=blueprint.only_private_endpoints and not rules,
                protect=protect and vault.reader_class in _PROTECTED,
                roles=roles,
            )
            for vault in blueprint.vaults
        }
        self.ids: dict[str, str] = {reader_class: vault.vault_id for reader_class, vault in self._vaults.items()}
        self.names = {reader_class: vault.name for reader_class, vault in self._vaults.items()}
        self.forgotten: list[str] = []
        """Addresses that leave the state without being destroyed."""
        self._assign_roles(blueprint)

    def _assign_roles(self, blueprint: Blueprint) -> None:
        for reader_class in ("masters", "nodes", "access"):
            self._vaults[reader_class].let_write(self._identities.masters, "masters")
        self._vaults["nodes"].let_read(self._identities.nodes, "nodes")
        self._let_people_read(blueprint)
        kms = self._vaults.get("kms")
        if isinstance(kms, KeyVaultKms):
            kms.let_encrypt(self._identities.masters, "masters")

    def _let_people_read(self, blueprint: Blueprint) -> None:
        readers = blueprint.access.vault_readers
        if readers:
            self._vaults["access"].let_people_read(readers)
        else:
            self._vaults["access"].let_first_runner(self._runner.object_id, write=False)

    def begin_after(self, resources: Sequence[TerraformResource]) -> None:
        """Create the vaults after these, one at a time as the provider does, in the order in which masters need them:
        the first boot continues while the last vaults are created."""
        for reader_class in ("inputs", "masters", "kms", "nodes", "access"):
            if reader_class in self._vaults:
                resources = self._vaults[reader_class].begin_after(resources)

    @property
    def ready(self) -> list[ITerraformDependable]:
        return [role for vault in self._vaults.values() for role in vault.ready]

    def let_jumpbox_read(self, identity: Identity) -> None:
        """Allow the jumpbox to read the kubeconfigs."""
        self._vaults["access"].let_read(identity, "jumpbox")

    def bring_in(self, inputs: Inputs, after: Sequence[ITerraformDependable]) -> None:
        """Store what users bring in the vault *inputs*, if the cluster has it. `after`: the way to the vault."""
        vault = self._vaults.get("inputs")
        if vault is None:
            return
        vault.let_read(self._identities.masters, "masters")
        allowed = vault.let_first_runner(self._runner.object_id, write=True)
        made = VaultInput(
            self,
            "service-principal-input",
            name=SERVICE_PRINCIPAL_SECRET,
            vault=vault.name,
            value=inputs.client_secret,
            version=inputs.client_secret_version,
            after=[*allowed, vault.resource, *after],
        )
        vault.ready.append(made.resource)
        # States of before have the secret as a resource: it leaves the state and stays in the vault.
        self.forgotten.append(f"azurerm_key_vault_secret.vaults_{SERVICE_PRINCIPAL_SECRET}")

    @property
    def input_command(self) -> str | None:
        """The command that stores the service principal's secret in its vault."""
        return by_hand(self.names["inputs"], SERVICE_PRINCIPAL_SECRET) if "inputs" in self._vaults else None


def _kind(blueprint: Blueprint, vault: Vault) -> Callable[..., ClusterVault]:
    if vault.reader_class == "kms" and blueprint.encryption:
        return partial(KeyVaultKms, sku=blueprint.encryption.sku)
    return ClusterVault


def _subnets(reader_class: str, network: Vnet, blueprint: Blueprint) -> list[str]:
    """Those with a service endpoint. Agents read the vault *nodes* alone."""
    if not blueprint.network.service_endpoints:
        return []
    names = [subnet.name for subnet in blueprint.network.subnets]
    if reader_class != "nodes":
        names = [blueprint.masters.subnet]
    return [network.subnet_ids[name] for name in names]


def _ip_rules(reader_class: str, inputs: Inputs, blueprint: Blueprint) -> Sequence[str]:
    """Ranges of people, and those of machines that have no service endpoint."""
    people = inputs.vault_ranges if reader_class in _OPEN_TO_API_RANGES else ()
    machines = list(blueprint.network.egress_ranges)
    if not machines or not people:
        return people or machines
    if Token.is_unresolved(people):
        return Token.as_list(Fn.concat([people, machines]))
    return list(dict.fromkeys([*people, *machines]))
