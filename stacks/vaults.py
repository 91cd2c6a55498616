"""A vault for each class of readers, because access to one secret cannot be granted before the secret exists."""

from __future__ import annotations

from cdktf import ITerraformDependable
from cdktf_cdktf_provider_azurerm.data_azurerm_client_config import DataAzurermClientConfig
from cdktf_cdktf_provider_azurerm.key_vault_secret import KeyVaultSecret
from cdktf_cdktf_provider_time.provider import TimeProvider
from cdktf_cdktf_provider_time.sleep import Sleep
from constructs import Construct

from ..blueprint.types import Blueprint
from ..constructs import ClusterVault, ClusterVnet, Group
from .answers import Answers
from .identities import Identities

_OPEN_TO_API_RANGES = ("access", "inputs")
_ROLE_PROPAGATION = "120s"


class Vaults(Construct):
    """`masters`: the PKI. `nodes`: how agents join. `access`: kubeconfigs. `inputs`: what users bring."""

    def __init__(
        self,
        scope: Construct,
        id_: str,
        *,
        group: Group,
        network: ClusterVnet,
        runner: DataAzurermClientConfig,
        identities: Identities,
        answers: Answers,
        blueprint: Blueprint,
        protect: bool,
    ) -> None:
        super().__init__(scope, id_)
        self._runner, self._identities = runner, identities
        self._vaults = {
            vault.reader_class: ClusterVault(
                self,
                vault.reader_class,
                group=group,
                tenant_id=runner.tenant_id,
                prefix=vault.prefix,
                subnet_ids=[network.subnet_id],
                ip_rules=answers.vault_ranges if vault.reader_class in _OPEN_TO_API_RANGES else (),
                protect=protect and vault.reader_class == "masters",
            )
            for vault in blueprint.vaults
        }
        self.names = {reader_class: vault.name for reader_class, vault in self._vaults.items()}
        for reader_class in ("masters", "nodes", "access"):
            self._vaults[reader_class].let_write(identities.masters, "masters")
        self._vaults["nodes"].let_read(identities.nodes, "nodes")
        self._let_people_read(blueprint)
        if "inputs" in self._vaults:
            self._bring_in(answers)

    @property
    def ready(self) -> list[ITerraformDependable]:
        return [role for vault in self._vaults.values() for role in vault.ready]

    def _let_people_read(self, blueprint: Blueprint) -> None:
        readers = blueprint.access.vault_readers
        if readers:
            self._vaults["access"].let_people_read(readers)
        else:
            self._vaults["access"].let_first_runner(self._runner.object_id, write=False)

    def _bring_in(self, answers: Answers) -> None:
        vault = self._vaults["inputs"]
        vault.let_read(self._identities.masters, "masters")
        role = vault.let_first_runner(self._runner.object_id, write=True)
        TimeProvider(self, "time")
        # A role works some time after it was given, and the provider does not wait for it.
        pause = Sleep(self, "role-propagation", create_duration=_ROLE_PROPAGATION, depends_on=[role])
        secret = KeyVaultSecret(
            self,
            "service-principal-secret",
            name="service-principal-secret",
            key_vault_id=vault.vault_id,
            value_wo=answers.client_secret,
            value_wo_version=answers.client_secret_version,
            depends_on=[pause],
        )
        vault.ready.append(secret)
