"""What providers mark as sensitive, of all that a stack makes, is in a table with a reason for each."""

from __future__ import annotations

import json
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from changes import AUTHORITY, ENCRYPTION_SET, GALLERY_IMAGE, GUID, PODS, PRINCIPAL, REGISTRY
from clusters import ROOT, blueprint, changed, example

from aksynth import fast_bindings

fast_bindings.install()

import cdktf  # noqa: E402

from aksynth.catalog.data import read  # noqa: E402
from aksynth.reference import page  # noqa: E402
from aksynth.stacks import ClusterStack  # noqa: E402

CLIENT = {"clientId": "11111111-2222-3333-4444-555555555555"}
ROUTE_TABLE = "/subscriptions/00000000-0000-0000-0000-0000000000aa/resourceGroups/estate/providers/Microsoft.Network/routeTables/t"
IDENTITY = "/subscriptions/s/resourceGroups/g/providers/Microsoft.ManagedIdentity/userAssignedIdentities/ours"
MODELS = {
    "kubernetes": example("kubernetes"),
    "ha": example("ha"),
    "availability-set": example("availability-set"),
    "kubenet": example("network/kubenet"),
    "custom-vnet": example("network/custom-vnet"),
    "remote-state": example("network/remote-state"),
    "scale-set-masters": example("network/scale-set-masters"),
    "private": example("network/private"),
    "endpoints": changed(
        changed(example("security/key-vault-encryption"), "properties.aksynth.privateEndpoints.enabled", True),
        "properties.servicePrincipalProfile",
        CLIENT,
    ),
    "bastion": changed(
        example("kubernetes"),
        "properties.aksynth",
        {
            "bastion": {"prefix": "10.239.0.0/26"},
            "workloadIdentity": {"enabled": True, "identities": PODS},
            "diskEncryptionSetId": ENCRYPTION_SET,
        },
    ),
    "encryption": example("security/key-vault-encryption"),
    "service-principal": changed(example("kubernetes"), "properties.servicePrincipalProfile", PRINCIPAL),
    "routes": changed(example("network/kubenet-custom-vnet"), "properties.aksynth.vnet.routeTable", ROUTE_TABLE),
    "ssh": changed(
        changed(example("kubernetes"), "properties.aksynth.access", {"sshRanges": ["198.51.100.0/24"]}),
        "properties.aksynth.jumpbox",
        {"name": "jumpbox", "vmSize": "Standard_D2s_v5"},
    ),
    "system-assigned": changed(
        changed(example("kubernetes"), "properties.aksynth.identity", "SystemAssigned"),
        "properties.masterProfile.imageReference",
        GALLERY_IMAGE,
    ),
    "existing-group": changed(
        example("kubernetes"),
        "properties.aksynth",
        {
            "resourceGroup": {"name": "ours", "existing": True},
            "containerRegistries": [REGISTRY],
            "access": {"vaultReaders": [GUID]},
            "rollingReplacement": [{"pool": "agentpool1"}],
        },
    ),
    "own-identity": changed(
        changed(example("kubernetes"), "properties.orchestratorProfile.kubernetesConfig.userAssignedID", "mine"),
        "properties.aksynth.certificateAuthorities.cluster",
        AUTHORITY,
    ),
    "existing-identity": changed(
        changed(example("kubernetes"), "properties.orchestratorProfile.kubernetesConfig.userAssignedID", IDENTITY),
        "properties.masterProfile.imageReference",
        {"name": "node", "resourceGroup": "images"},
    ),
}
"""Every way to choose which resources there are."""


@cache
def stack(name: str) -> ClusterStack:
    return ClusterStack(cdktf.Testing.app(), "cluster", blueprint=blueprint(MODELS[name]))


@cache
def content(name: str) -> dict[str, Any]:
    """The Terraform JSON, for all tests of a process: nobody changes it."""
    found: dict[str, Any] = json.loads(json.dumps(stack(name).to_terraform()))
    return found


@pytest.fixture(scope="module")
def stacks() -> list[dict[str, Any]]:
    return [content(name) for name in MODELS]


OF_TERRAFORM = {"terraform_data": (), "terraform_remote_state": ("data.terraform_remote_state.outputs",)}
"""Terraform's own, which are in no provider's schema, and mark nothing. The outputs of another state are copied without
a mark, even if they are sensitive there: hashicorp/terraform, data_source_state.go, dataSourceRemoteStateRead."""


def sensitive(section: str, kind: str) -> Iterator[str]:
    """The attributes of a resource or data source in its provider's own schema."""
    if kind in OF_TERRAFORM:
        yield from OF_TERRAFORM[kind]
        return
    yield from _marked(_schema(kind.partition("_")[0])[section][kind]["block"], kind)


@cache
def _schema(provider: str) -> Any:
    return json.loads((ROOT / f"tests/tfsim/schemas/{provider}.json").read_text("utf-8"))


def _marked(block: dict[str, Any], path: str) -> Iterator[str]:
    for name, facts in block.get("attributes", {}).items():
        if facts.get("sensitive") or facts.get("write_only"):
            yield f"{path}.{name}"
    for name, inner in block.get("block_types", {}).items():
        yield from _marked(inner["block"], f"{path}.{name}")


def found(stacks: list[dict[str, Any]]) -> set[str]:
    sections = (("resource", "resource_schemas"), ("data", "data_source_schemas"))
    return {
        name
        for stack in stacks
        for section, schemas in sections
        for kind in stack.get(section, {})
        for name in sensitive(schemas, kind)
    }


def test_every_sensitive_attribute_has_its_reason(stacks: list[dict[str, Any]]) -> None:
    """A resource or a provider that brings a new one fails this until the table says what the state holds."""
    assert found(stacks) == set(read("state_secrets")["attributes"])


def test_what_holds_nothing_is_not_set(stacks: list[dict[str, Any]]) -> None:
    """No stack sets an attribute of which the table says that the state holds nothing, but write-only ones."""
    for name, row in read("state_secrets")["attributes"].items():
        kind, *path = name.split(".")
        if row["holds"] == "nothing" and not path[-1].endswith("_wo"):
            for stack in stacks:
                assert not [id_ for id_, values in stack["resource"].get(kind, {}).items() if _has(values, path)], name


def _has(values: Any, path: list[str]) -> bool:
    if isinstance(values, list):
        return any(_has(value, path) for value in values)
    if not path or not isinstance(values, dict):
        return not path and values is not None
    return path[0] in values and _has(values[path[0]], path[1:])


def test_keys_of_accounts_are_refused(stacks: list[dict[str, Any]]) -> None:
    """The reason for the keys in the state is an argument of every account; a check warns where it was changed."""
    assert "azurerm_storage_account" in "".join(read("state_secrets")["attributes"])
    for stack in stacks:
        for id_, account in stack["resource"]["azurerm_storage_account"].items():
            assert account["shared_access_key_enabled"] is False
            (check,) = stack["check"][f"{id_}_closed"]["assert"][:1]
            assert check["condition"] == f"${{azurerm_storage_account.{id_}.shared_access_key_enabled == false}}"


def test_docs_claim_no_more() -> None:
    """No page says that the state has no secret, or that the account has no keys."""
    texts = {path: path.read_text("utf-8") for path in (ROOT / "README.md", *Path(ROOT / "docs").glob("*.md"))}
    for words in ("No secret in JSON, plan or state", "without keys", "has no keys"):
        assert not [path.name for path, text in texts.items() if words in text]
    assert "azurerm_storage_account.primary_access_key" in page("terraform-state.md")
