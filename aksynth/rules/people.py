"""Administrators, identities, readers."""

from __future__ import annotations

import re
from collections.abc import Iterator

from aksynth.apimodel import ApiModel, Fault
from aksynth.catalog.data import read
from aksynth.rules.registry import AKSYNTH, CONFIG, rule
from aksynth.rules.ssh_key import key_problem

_LINUX = ("properties", "linuxProfile")
_SERVICE_PRINCIPAL = ("properties", "servicePrincipalProfile")
_USER = re.compile(r"[a-z_][a-z0-9_-]{0,31}")
_REFUSED_USERS = frozenset(read("azure_names")["refusedUserNames"])
_GUID = re.compile(r"[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")
_IDENTITY = re.compile(
    r"/subscriptions/[^/]+/resourceGroups/[^/]+/providers/Microsoft\.ManagedIdentity/userAssignedIdentities/[^/]+"
)


@rule("V14")
def admin_username(model: ApiModel) -> Iterator[Fault]:
    name = model.properties.linux_profile.admin_username
    if not _USER.fullmatch(name) or name in _REFUSED_USERS:
        yield Fault(
            rule="V14",
            path=(*_LINUX, "adminUsername"),
            message="the user name is missing" if not name else "Azure takes no such user name",
            value=repr(name) if name else "",
            allowed="lower-case letters, digits, '-' and '_', 32 at most, and none of the common ones such as root",
            advice="azureuser is what most use",
        )


@rule("V15")
def public_keys(model: ApiModel) -> Iterator[Fault]:
    for i, key in enumerate(model.properties.linux_profile.ssh.public_keys):
        problem = key_problem(key.key_data) if key.key_data.strip() else None
        if problem:
            yield Fault(
                rule="V15",
                path=(*_LINUX, "ssh", "publicKeys", i, "keyData"),
                message=problem,
                allowed="the one line of an OpenSSH public key, RSA of 2048 bits or more, or ed25519",
                advice="ssh-keygen -t ed25519 makes a pair; its .pub file is meant. Blank asks for it at plan",
            )


@rule("V131")
def client_id(model: ApiModel) -> Iterator[Fault]:
    written = model.properties.service_principal_profile.client_id
    if written and written.lower() != "msi" and not _GUID.fullmatch(written):
        path = (*_SERVICE_PRINCIPAL, "clientId")
        yield Fault(rule="V131", path=path, message="an application id is a UUID", value=repr(written))


@rule("A50")
def secret_in_model(model: ApiModel) -> Iterator[Fault]:
    secret = model.properties.service_principal_profile.secret
    if secret and secret.get_secret_value().strip().lower() not in ("", "msi"):
        yield Fault(
            rule="A50",
            path=(*_SERVICE_PRINCIPAL, "secret"),
            message="a secret is never taken from a file",
            advice="remove it, and set TF_VAR_service_principal_secret at plan and apply",
            severity="warning",
        )


@rule("A51")
def identity_and_principal(model: ApiModel) -> Iterator[Fault]:
    config = model.properties.orchestrator_profile.kubernetes_config
    if config.use_managed_identity is False and config.user_assigned_id:
        yield Fault(
            rule="A51",
            path=(*CONFIG, "userAssignedID"),
            message="useManagedIdentity is false: a service principal is used, and this identity would have no use",
            advice="remove one of the two",
        )


@rule("A52")
def identity_id(model: ApiModel) -> Iterator[Fault]:
    chosen = model.properties.orchestrator_profile.kubernetes_config.user_assigned_id or ""
    if chosen.startswith("/") and not _IDENTITY.fullmatch(chosen):
        yield Fault(
            rule="A52",
            path=(*CONFIG, "userAssignedID"),
            message="this is no id of a user-assigned identity",
            value=repr(chosen),
            allowed="/subscriptions/S/resourceGroups/G/providers/Microsoft.ManagedIdentity/userAssignedIdentities/N",
        )


@rule("A53")
def vault_readers(model: ApiModel) -> Iterator[Fault]:
    for i, reader in enumerate(model.properties.aksynth.access.vault_readers or []):
        if not _GUID.fullmatch(reader):
            path = (*AKSYNTH, "access", "vaultReaders", i)
            advice = "az ad signed-in-user show --query id -o tsv prints your own"
            yield Fault(rule="A53", path=path, message="an object id is a UUID", value=repr(reader), advice=advice)


@rule("A54")
def existing_group(model: ApiModel) -> Iterator[Fault]:
    group = model.properties.aksynth.resource_group
    if group.existing and not group.name:
        path = (*AKSYNTH, "resourceGroup")
        yield Fault(rule="A54", path=path, message="an existing resource group needs its name", advice="write name")


@rule("A55")
def group_name(model: ApiModel) -> Iterator[Fault]:
    name = model.properties.aksynth.resource_group.name
    if name and (not re.fullmatch(r"[\w().-]{1,90}", name) or name.endswith(".")):
        path = (*AKSYNTH, "resourceGroup", "name")
        allowed = "up to 90 letters, digits, '-', '_', '.' and parentheses, not ending with '.'"
        yield Fault(rule="A55", path=path, message="Azure takes no such name", value=repr(name), allowed=allowed)


@rule("A56")
def backend(model: ApiModel) -> Iterator[Fault]:
    written = model.properties.aksynth.backend.azurerm
    if not written:
        return
    required = (
        ("resourceGroupName", written.resource_group_name),
        ("storageAccountName", written.storage_account_name),
        ("containerName", written.container_name),
    )
    for name, value in required:
        if not value:
            path = (*AKSYNTH, "backend", "azurerm", name)
            yield Fault(rule="A56", path=path, message=f"{name} is missing", advice="name where the state is kept")
