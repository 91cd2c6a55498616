"""Identities and service principals."""

from __future__ import annotations

import re
from collections.abc import Iterator

from aksynth.apimodel.json_reader import Path
from aksynth.apimodel.principals import KeyvaultSecretRef
from aksynth.rules.case import AKSYNTH_PATH, CONFIG, PROPERTIES, Case
from aksynth.rules.ids import EXAMPLE, GUID, VAULT, VAULT_ID
from aksynth.rules.paths import K, M, S, X
from aksynth.rules.registry import AKSYNTH, AZURE, Finding, rule, shown

_PRINCIPAL = (*PROPERTIES, "servicePrincipalProfile")
_CERTIFICATE = (*AKSYNTH_PATH, "servicePrincipalCertificate")
_IDENTITY = re.compile(
    r"/subscriptions/[^/]+/resourceGroups/[^/]+/providers/Microsoft\.ManagedIdentity/userAssignedIdentities/[^/]+",
    re.IGNORECASE,
)
_VAULT = re.compile(VAULT_ID, re.IGNORECASE)
_SECRET_NAME, _SECRET_VERSION = re.compile(r"[0-9A-Za-z-]{1,127}"), re.compile(r"[0-9a-f]{32}")
_REF = {"vaultID": VAULT, "secretName": "sp"}
_EXISTING = "/subscriptions/s/resourceGroups/g/providers/Microsoft.ManagedIdentity/userAssignedIdentities/n"


@rule(
    "V86",
    wrong={M + "availabilityProfile": "VirtualMachineScaleSets", X + "identity": "SystemAssigned"},
    source=AZURE,
    right={M + "availabilityProfile": "VirtualMachineScaleSets"},
    advice="remove the field",
)
def scale_set_identity(case: Case) -> Iterator[Finding]:
    """Masters in a scale set must use user-assigned identities."""
    if case.masters_in_scale_set and case.aksynth.identity == "SystemAssigned":
        yield Finding(
            (*AKSYNTH_PATH, "identity"), "the masters are in a scale set", shown("SystemAssigned"), "UserAssigned"
        )


@rule(
    "V131",
    wrong={S + "clientId": "me"},
    right={S + "clientId": EXAMPLE},
    source=AZURE,
    advice="run az ad app show --id NAME --query appId; or leave it empty to be asked at plan",
)
def client_id(case: Case) -> Iterator[Finding]:
    """The client id of a service principal must be its application id, a UUID."""
    written = case.model.properties.service_principal_profile.client_id
    if written and written.lower() != "msi" and not GUID.fullmatch(written):
        yield Finding((*_PRINCIPAL, "clientId"), "this is not a UUID", shown(written))


@rule(
    "V132",
    wrong={S + "clientId": EXAMPLE, S + "secret": "s3cret", S + "keyvaultSecretRef": _REF},
    right={S + "clientId": EXAMPLE, S + "keyvaultSecretRef": _REF},
    advice="remove servicePrincipalProfile.secret",
)
def one_credential(case: Case) -> Iterator[Finding]:
    """The credential of a service principal must have one source.

    It is a secret or a certificate. The cloud provider uses the secret if it has both.
    """
    profile = case.model.properties.service_principal_profile
    secret = profile.secret.get_secret_value().strip().lower() if profile.secret else ""
    if profile.keyvault_secret_ref and secret:
        yield Finding((*_PRINCIPAL, "keyvaultSecretRef"), "secret is set too")
    if not case.aksynth.service_principal_certificate:
        return
    if profile.keyvault_secret_ref:
        advice = "remove servicePrincipalProfile.keyvaultSecretRef or aksynth.servicePrincipalCertificate"
        yield Finding(_CERTIFICATE, "keyvaultSecretRef is set too", advice=advice)
    elif secret not in ("", "msi"):
        yield Finding(_CERTIFICATE, "servicePrincipalProfile.secret is set too")


@rule(
    "V133",
    wrong={S + "clientId": EXAMPLE, S + "keyvaultSecretRef": {**_REF, "vaultID": "v"}},
    source=AZURE,
    right={S + "clientId": EXAMPLE, S + "keyvaultSecretRef": _REF},
    advice="run az keyvault show --query id to get the id of the vault",
)
def secret_reference(case: Case) -> Iterator[Finding]:
    """A reference to a secret or certificate must have the id of the vault and the name.

    A name has 1 to 127 letters, digits and hyphens. A version has 32 hexadecimal digits.
    """
    secret = case.model.properties.service_principal_profile.keyvault_secret_ref
    yield from _reference(secret, (*_PRINCIPAL, "keyvaultSecretRef"), "secret")
    yield from _reference(case.aksynth.service_principal_certificate, _CERTIFICATE, "certificate")


def _reference(ref: KeyvaultSecretRef | None, here: Path, kind: str) -> Iterator[Finding]:
    find = f"run az keyvault {kind} list --vault-name NAME, or list-versions, to find it"
    if ref and not _VAULT.fullmatch(ref.vault_id or ""):
        yield Finding((*here, "vaultID"), "this is not the id of a key vault", shown(ref.vault_id or ""))
    if ref and not _SECRET_NAME.fullmatch(ref.secret_name or ""):
        message, allowed = f"this is not the name of a {kind}", "1 to 127 letters, digits and hyphens"
        yield Finding((*here, "secretName"), message, shown(ref.secret_name or ""), allowed, find)
    if ref and ref.version and not _SECRET_VERSION.fullmatch(ref.version):
        message, allowed = f"this is not the version of a {kind}", "32 hexadecimal digits; blank for the latest version"
        yield Finding((*here, "version"), message, shown(ref.version), allowed, find)


@rule(
    "A50",
    wrong={S + "clientId": EXAMPLE, S + "secret": "s3cret"},
    right={S + "clientId": EXAMPLE, S + "secret": "msi"},
    source=AKSYNTH,
    advice="remove the secret, and set TF_VAR_service_principal_secret at plan and apply",
    warns=True,
)
def secret_in_model(case: Case) -> Iterator[Finding]:
    """A model should not contain the secret of a service principal.

    The secret in a model is not used. A Terraform variable asks for it, and neither plan nor state contains it.
    """
    properties = case.written.properties
    secret = None if properties.vault_credential else properties.service_principal_profile.secret
    if secret and secret.get_secret_value().strip().lower() not in ("", "msi"):
        yield Finding((*_PRINCIPAL, "secret"), "the secret in the model is not used")


@rule(
    "A51",
    wrong={K + "useManagedIdentity": False, K + "userAssignedID": "mine"},
    right={K + "userAssignedID": "mine"},
    source=AKSYNTH,
    advice="remove userAssignedID, or set useManagedIdentity to true",
)
def identity_and_principal(case: Case) -> Iterator[Finding]:
    """A user-assigned identity must not be combined with a service principal."""
    if case.config.use_managed_identity is False and case.config.user_assigned_id:
        message = "the cluster uses a service principal, so this identity has no effect"
        yield Finding((*CONFIG, "userAssignedID"), message, shown(case.config.user_assigned_id))


@rule(
    "A52",
    wrong={K + "userAssignedID": "/subscriptions/s"},
    source=AZURE,
    advice="run az identity show --query id to get the id",
    right={K + "userAssignedID": _EXISTING},
)
def identity_id(case: Case) -> Iterator[Finding]:
    """A user-assigned identity must be a resource id, or a valid name for a new identity."""
    chosen, here = case.config.user_assigned_id or "", (*CONFIG, "userAssignedID")
    if chosen.startswith("/") and not _IDENTITY.fullmatch(chosen):
        allowed = "/subscriptions/S/resourceGroups/G/providers/Microsoft.ManagedIdentity/userAssignedIdentities/N"
        yield Finding(here, "this is not the id of a user-assigned identity", shown(chosen), allowed)
    elif chosen and not chosen.startswith("/") and not re.fullmatch(r"[A-Za-z0-9][\w-]{2,127}", chosen):
        allowed = "3 to 128 letters, digits, '-' and '_', starting with a letter or digit"
        yield Finding(here, "Azure does not accept this name", shown(chosen), allowed)
