"""Identities and service principals."""

from __future__ import annotations

import re
from collections.abc import Iterator

from aksynth.rules.case import CONFIG, EXTRAS, PROPERTIES, Case
from aksynth.rules.ids import EXAMPLE, GUID
from aksynth.rules.paths import K, M, P, S, X
from aksynth.rules.registry import AKSYNTH, AZURE, Finding, rule, shown

_PRINCIPAL = (*PROPERTIES, "servicePrincipalProfile")
_AAD = (*PROPERTIES, "aadProfile")
_IDENTITY = re.compile(
    r"/subscriptions/[^/]+/resourceGroups/[^/]+/providers/Microsoft\.ManagedIdentity/userAssignedIdentities/[^/]+",
    re.IGNORECASE,
)
_VAULT = re.compile(r"/subscriptions/[^/]+/resourceGroups/[^/]+/providers/Microsoft\.KeyVault/vaults/[^/]+", re.I)
_REF = {"vaultID": "/subscriptions/s/resourceGroups/g/providers/Microsoft.KeyVault/vaults/v", "secretName": "sp"}
_EXISTING = "/subscriptions/s/resourceGroups/g/providers/Microsoft.ManagedIdentity/userAssignedIdentities/n"


@rule(
    "V86",
    wrong={M + "availabilityProfile": "VirtualMachineScaleSets", X + "identity": "SystemAssigned"},
    source=AZURE,
    right={M + "availabilityProfile": "VirtualMachineScaleSets"},
    advice="remove identity",
)
def scale_set_identity(case: Case) -> Iterator[Finding]:
    """Masters in a scale set have user-assigned identities."""
    if case.masters_in_scale_set and case.extras.identity == "SystemAssigned":
        yield Finding((*EXTRAS, "identity"), "the masters are in a scale set", shown("SystemAssigned"), "UserAssigned")


@rule(
    "V131",
    wrong={S + "clientId": "me"},
    right={S + "clientId": EXAMPLE},
    source=AZURE,
    advice="az ad app show --id NAME --query appId prints it; blank asks for it at plan",
)
def client_id(case: Case) -> Iterator[Finding]:
    """A service principal is named by its application id, a UUID."""
    written = case.model.properties.service_principal_profile.client_id
    if written and written.lower() != "msi" and not GUID.fullmatch(written):
        yield Finding((*_PRINCIPAL, "clientId"), "an application id is a UUID", shown(written))


@rule(
    "V132",
    wrong={S + "clientId": EXAMPLE, S + "secret": "s3cret", S + "keyvaultSecretRef": _REF},
    right={S + "clientId": EXAMPLE, S + "keyvaultSecretRef": _REF},
    advice="remove secret",
)
def one_secret(case: Case) -> Iterator[Finding]:
    """A service principal's secret comes from one place."""
    profile = case.model.properties.service_principal_profile
    if profile.keyvault_secret_ref and profile.secret and profile.secret.get_secret_value():
        yield Finding((*_PRINCIPAL, "keyvaultSecretRef"), "secret is written too")


@rule(
    "V133",
    wrong={S + "clientId": EXAMPLE, S + "keyvaultSecretRef": {**_REF, "vaultID": "v"}},
    source=AZURE,
    right={S + "clientId": EXAMPLE, S + "keyvaultSecretRef": _REF},
    advice="az keyvault show --query id prints it",
)
def secret_reference(case: Case) -> Iterator[Finding]:
    """A secret in a vault is named by the vault's id and its own name."""
    ref, here = case.model.properties.service_principal_profile.keyvault_secret_ref, (*_PRINCIPAL, "keyvaultSecretRef")
    if ref and not _VAULT.fullmatch(ref.vault_id or ""):
        yield Finding((*here, "vaultID"), "this is no id of a key vault", shown(ref.vault_id or ""))
    if ref and not ref.secret_name:
        yield Finding((*here, "secretName"), "the secret's name is missing")


@rule(
    "V140",
    wrong={K + "enableEncryptionWithExternalKms": True, K + "useManagedIdentity": False},
    right={K + "enableEncryptionWithExternalKms": True, K + "useManagedIdentity": False, S + "objectId": EXAMPLE},
    advice="az ad sp show --id CLIENT_ID --query id prints it; or use a managed identity",
)
def kms_object_id(case: Case) -> Iterator[Finding]:
    """Key Vault encryption with a service principal needs its object id.

    The key vault's role is given to it.
    """
    profile, config = case.model.properties.service_principal_profile, case.config
    if not config.enable_encryption_with_external_kms:
        return
    if config.use_managed_identity is False and not profile.object_id:
        yield Finding((*_PRINCIPAL, "objectId"), "the object id is missing")


@rule(
    "V161",
    wrong={P + "aadProfile": {"serverAppID": "me", "clientAppID": EXAMPLE}},
    source=AZURE,
    advice="write UUIDs",
    right={P + "aadProfile": {"serverAppID": EXAMPLE, "clientAppID": EXAMPLE}},
)
def aad_ids(case: Case) -> Iterator[Finding]:
    """Applications, tenant and group are named by UUIDs; blank applications ask in variables."""
    aad = case.model.properties.aad_profile
    if not aad:
        return
    for key, value in (
        ("clientAppID", aad.client_app_id),
        ("serverAppID", aad.server_app_id),
        ("tenantID", aad.tenant_id),
        ("adminGroupID", aad.admin_group_id),
    ):
        if value and not GUID.fullmatch(value):
            yield Finding((*_AAD, key), "this is no UUID", shown(value))


@rule(
    "A50",
    wrong={S + "clientId": EXAMPLE, S + "secret": "s3cret"},
    right={S + "clientId": EXAMPLE, S + "secret": "msi"},
    source=AKSYNTH,
    advice="remove it, and set TF_VAR_service_principal_secret at plan and apply",
    warns=True,
)
def secret_in_model(case: Case) -> Iterator[Finding]:
    """No secret stands in a model.

    It is never taken from there: a Terraform variable asks for it, and neither plan nor state holds it.
    """
    secret = case.written.properties.service_principal_profile.secret
    if secret and secret.get_secret_value().strip().lower() not in ("", "msi"):
        yield Finding((*_PRINCIPAL, "secret"), "a secret is never taken from a file")


@rule(
    "A51",
    wrong={K + "useManagedIdentity": False, K + "userAssignedID": "mine"},
    right={K + "userAssignedID": "mine"},
    source=AKSYNTH,
    advice="remove one of the two",
)
def identity_and_principal(case: Case) -> Iterator[Finding]:
    """A user-assigned identity stands beside no service principal."""
    if case.config.use_managed_identity is False and case.config.user_assigned_id:
        message = "a service principal is used, and this identity would have no use"
        yield Finding((*CONFIG, "userAssignedID"), message, shown(case.config.user_assigned_id))


@rule(
    "A52",
    wrong={K + "userAssignedID": "/subscriptions/s"},
    source=AZURE,
    advice="az identity show --query id prints it",
    right={K + "userAssignedID": _EXISTING},
)
def identity_id(case: Case) -> Iterator[Finding]:
    """An existing identity is named by its id, a new one by a name that Azure takes."""
    chosen, here = case.config.user_assigned_id or "", (*CONFIG, "userAssignedID")
    if chosen.startswith("/") and not _IDENTITY.fullmatch(chosen):
        allowed = "/subscriptions/S/resourceGroups/G/providers/Microsoft.ManagedIdentity/userAssignedIdentities/N"
        yield Finding(here, "this is no id of a user-assigned identity", shown(chosen), allowed)
    elif chosen and not chosen.startswith("/") and not re.fullmatch(r"[A-Za-z0-9][\w-]{2,127}", chosen):
        allowed = "3 to 128 letters, digits, '-' and '_', beginning with a letter or digit"
        yield Finding(here, "Azure takes no such name", shown(chosen), allowed)
