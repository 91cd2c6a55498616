"""Which identities exist, and which of them calls the Azure API."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from aksynth.apimodel import ApiModel
from aksynth.blueprint.naming import Names
from aksynth.resource_id import ResourceId

AzureApiIdentity = Literal["UserAssigned", "SystemAssigned", "ServicePrincipal"]


@dataclass(frozen=True, kw_only=True)
class VaultSecret:
    """A secret in an existing vault, or a certificate with its key. `version` "" is the latest."""

    vault_id: str
    name: str
    version: str
    certificate: bool = False

    @property
    def id(self) -> str:
        """The resource id, on which a role can be assigned."""
        return f"{self.vault_id}/secrets/{self.name}"

    @property
    def vault(self) -> str:
        """The name of the vault."""
        return ResourceId.parse(self.vault_id).name

    @property
    def path(self) -> str:
        """In the vault: the name, and the version if there is one."""
        return "/".join(filter(None, (self.name, self.version)))


@dataclass(frozen=True, kw_only=True)
class AzureApi:
    """The identity that the cloud provider, the CNI and the CSI drivers use on the masters.

    `identity` and `identity_id` have an effect for `UserAssigned` only: the name of an identity to create, or the
    resource id of an existing one. `client_id` and `secret` have an effect for `ServicePrincipal` only. If one of them
    is None, a Terraform variable sets it. `certificate` is whether the masters have a file with a certificate.
    """

    kind: AzureApiIdentity
    identity: str | None = None
    identity_id: str | None = None
    client_id: str | None = None
    secret: VaultSecret | None = None

    @property
    def certificate(self) -> bool:
        return bool(self.secret and self.secret.certificate)


@dataclass(frozen=True, kw_only=True)
class Identities:
    """Names of the user-assigned identities for the vaults, and how the Azure API is used."""

    masters: str
    nodes: str
    azure_api: AzureApi


def identities(model: ApiModel, names: Names) -> Identities:
    masters = names.of("k8s-{suffix}-cp")
    return Identities(
        masters=masters,
        nodes=names.of("k8s-{suffix}-node"),
        azure_api=_azure_api(model, default_identity=masters),
    )


def _azure_api(model: ApiModel, *, default_identity: str) -> AzureApi:
    """A managed identity, unless the model writes `useManagedIdentity: false` or a real client id."""
    config = model.properties.orchestrator_profile.kubernetes_config
    client_id = _client_id(model)
    if config.use_managed_identity is False or (config.use_managed_identity is None and client_id):
        return AzureApi(kind="ServicePrincipal", client_id=client_id, secret=_secret(model))
    if model.properties.aksynth.identity == "SystemAssigned":
        return AzureApi(kind="SystemAssigned")
    chosen = config.user_assigned_id or default_identity
    if chosen.startswith("/"):
        return AzureApi(kind="UserAssigned", identity_id=chosen)
    return AzureApi(kind="UserAssigned", identity=chosen)


def _client_id(model: ApiModel) -> str | None:
    """AKS Engine wrote the placeholder `msi` into models that use a managed identity."""
    written = model.properties.service_principal_profile.client_id
    return None if not written or written.lower() == "msi" else written


def _secret(model: ApiModel) -> VaultSecret | None:
    found = model.properties.vault_credential
    if not found:
        return None
    return VaultSecret(
        vault_id=found.vault_id or "",
        name=found.secret_name or "",
        version=found.version or "",
        certificate=bool(model.properties.aksynth.service_principal_certificate),
    )
