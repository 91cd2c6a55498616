"""Who may do what in Azure: every role that a cluster assigns, with its reason. A new one must get a row here."""

from __future__ import annotations

import json
from collections.abc import Iterator
from fnmatch import fnmatchcase
from typing import NamedTuple

import pytest
from clusters import blueprint, changed

from aksynth import fast_bindings

fast_bindings.install()

import cdktf  # noqa: E402

from aksynth.stacks import ClusterStack  # noqa: E402

from .test_state_secrets import MODELS, content  # noqa: E402

MASTERS, NODES = (
    "*azurerm_user_assigned_identity.identities_masters.*",
    "*azurerm_user_assigned_identity.identities_nodes.*",
)
RUNNER, READER = "*azurerm_client_config.runner.*", "????????-????-????-????-????????????"
AZURE_API = "*identities_azure-api.principal_id}"
GROUP, SUBNET, ROUTES = "*azurerm_resource_group.group.id}", "*subnet*", "*/routeTables/*"


class Role(NamedTuple):
    """Patterns of who has the role and on what."""

    name: str
    on: str
    who: str
    why: str


def vault(name: str) -> str:
    return f"${{azurerm_key_vault.vaults_{name}.id}}"


ROLES = (
    Role("Key Vault Secrets Officer", vault("masters"), MASTERS, "they make the PKI and keep it there"),
    Role("Key Vault Secrets Officer", vault("nodes"), MASTERS, "they write the join token"),
    Role("Key Vault Secrets Officer", vault("access"), MASTERS, "they write the kubeconfigs"),
    Role("Key Vault Secrets User", vault("nodes"), NODES, "agents read the join token"),
    Role("Key Vault Secrets User", vault("access"), RUNNER, "who creates the cluster reads the kubeconfig"),
    Role("Key Vault Secrets User", vault("access"), READER, "so do the principals in access.vaultReaders"),
    Role("Key Vault Secrets User", vault("access"), "*jumpbox-identity*", "a jumpbox has the kubeconfig"),
    Role("Key Vault Secrets User", vault("inputs"), MASTERS, "they read the secret of the service principal"),
    Role("Key Vault Secrets Officer", vault("inputs"), RUNNER, "the apply stores the secret of the service principal"),
    Role("Key Vault Secrets User", "*/vaults/ours/secrets/sp", MASTERS, "the secret is in an existing vault"),
    Role(
        "Key Vault Secrets User", "*/vaults/ours/secrets/cluster*", MASTERS, "the first reads the authority that signs"
    ),
    Role("Key Vault Crypto Officer", vault("kms"), MASTERS, "they create the key and use it"),
    Role("Key Vault Crypto User", "*/vaults/*/keys/*", MASTERS, "they encrypt and decrypt with a key that exists"),
    Role("Storage Blob Data Contributor", "*_container.backup_container.id}", MASTERS, "they write and read snapshots"),
    Role("Storage Blob Data Contributor", "*_container.issuer_container.id}", MASTERS, "they publish public keys"),
    Role("Contributor", GROUP, MASTERS, "the cloud provider makes load balancers, disks and routes"),
    Role("Contributor", GROUP, AZURE_API, "the same, with an identity that the model chooses"),
    Role("Contributor", GROUP, "*local.identities_system-0-principal}", "the same, with the identity of the machine"),
    Role("Network Contributor", SUBNET, MASTERS, "the cloud provider joins subnets in another resource group"),
    Role("Network Contributor", ROUTES, MASTERS, "it writes routes of pods into a route table that exists"),
    Role("AcrPull", "*/registries/*", MASTERS, "masters pull images from the registries of the model"),
    Role("AcrPull", "*/registries/*", NODES, "agents do"),
)
OTHER_KINDS = {
    "azurerm_storage_management_policy": "it deletes old snapshots, and lets nobody in",
    "azurerm_federated_identity_credential": "a service account of the model uses one identity, which has no role here",
}
"""Resources whose names sound like permissions."""


def assigned() -> Iterator[tuple[str, str, str]]:
    """Role, scope and principal of every assignment of every model."""
    for name in MODELS:
        for item in content(name)["resource"].get("azurerm_role_assignment", {}).values():
            yield item["role_definition_name"], item["scope"], item["principal_id"]


def matches(role: Role, found: tuple[str, str, str]) -> bool:
    return all(fnmatchcase(text, pattern) for text, pattern in zip(found, role, strict=False))


def test_every_role_has_one_reason() -> None:
    every = set(assigned())
    rows = {found: [role.why for role in ROLES if matches(role, found)] for found in every}
    assert {found: reasons for found, reasons in rows.items() if len(reasons) != 1} == {}


@pytest.mark.parametrize("role", ROLES, ids=lambda role: role.why)
def test_every_reason_is_that_of_a_role(role: Role) -> None:
    assert any(matches(role, found) for found in assigned())


def test_roles_that_somebody_else_assigns() -> None:
    """Each of them is in the list, and leaves the state of a cluster that has it without being destroyed."""
    document = changed(MODELS["existing-group"], "properties.aksynth.assignRoles", False)
    found = json.loads(
        json.dumps(ClusterStack(cdktf.Testing.app(), "cluster", blueprint=blueprint(document)).to_terraform())
    )
    own = content("existing-group")["resource"]["azurerm_role_assignment"]
    listed = found["resource"]["terraform_data"]["roles"]["input"]
    assert "azurerm_role_assignment" not in found["resource"] and listed.keys() == own.keys()
    output = found["output"]["role_assignments"]["value"]
    for name, command in zip(listed, output["az"], strict=True):
        role = own[name]
        row = {"role": role["role_definition_name"], "scope": role["scope"], "principal_id": role["principal_id"]}
        assert listed[name] == row
        assert all(text in command for text in (*row.values(), role["name"], role.get("principal_type", "")))
        assert f'resource "azurerm_role_assignment" "{name}"' in output["terraform"]
    removed = {item["from"] for item in found["removed"] if item["lifecycle"] == {"destroy": False}}
    assert removed == {f"azurerm_role_assignment.{name}" for name in own}


def test_nothing_else_lets_anybody_in() -> None:
    """No access policy of a vault, no definition of a role. A vault with access policies would let everybody in who may
    write it, such as the cloud provider."""
    vaults = [item for name in MODELS for item in content(name)["resource"]["azurerm_key_vault"].values()]
    assert all(item["rbac_authorization_enabled"] is True and "access_policy" not in item for item in vaults)
    kinds = {kind for name in MODELS for kind in content(name)["resource"]}
    words = ("role", "policy", "permission", "federated")
    assert {kind for kind in kinds if any(word in kind for word in words)} == {"azurerm_role_assignment", *OTHER_KINDS}
