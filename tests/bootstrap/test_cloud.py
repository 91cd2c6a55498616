"""Hosts and names of Azure's clouds in the files of nodes."""

from __future__ import annotations

import dataclasses
from typing import Any

import pytest
from clusters import blueprint, changed, example
from facts import FACTS

from aksynth.blueprint import Blueprint
from aksynth.bootstrap import agent_files, master_files
from aksynth.catalog import clouds, registries
from aksynth.catalog.clouds import CloudEnvironment

LOGIN = example("security/entra-login")
TENANT = LOGIN["properties"]["aadProfile"]["tenantID"]
REGISTRY = "/subscriptions/s/resourceGroups/g/providers/Microsoft.ContainerRegistry/registries/images"

READERS: dict[str, list[str]] = {
    "name": ['"cloud": "{}"'],
    "vault_suffix": ["VAULT_DOMAIN='{}'"],
    "storage_suffix": ["BLOB_DOMAIN='blob.{}'"],
    "storage_audience": ["STORAGE_AUDIENCE='{}'"],
    "registry_suffix": ["'*.{}'", "'*.*.geo.{}'"],
    "image_registry": [
        "image: {}/oss/v2/kubernetes/azure-cloud-controller-manager:",
        "image: {}/oss/v2/kubernetes/azure-cloud-node-manager:",
        "image: {}/containernetworking/v2/azure-cni:",
        "image: {}/oss/v2/azure/ip-masq-agent-v2:",
    ],
    "token_issuers": ["url: {}", "prefix: {}#"],
}
"""By field of CloudEnvironment where its value is."""
ONLY_RESOURCES = ("resource_manager", "vault_zone")
"""Fields that no file of a node has: tests/stacks/test_stack.py."""


def files(plan: Blueprint) -> str:
    found = (*master_files(plan, FACTS), *agent_files(plan, plan.pools[0], FACTS))
    return "\n".join(file.content for file in found)


def first(value: str | tuple[str, ...]) -> str:
    """Of several issuers the first, with the tenant."""
    return value if isinstance(value, str) else value[0].format(TENANT)


@pytest.mark.parametrize(
    "field",
    [field for field in dataclasses.fields(CloudEnvironment) if field.name not in ONLY_RESOURCES],
    ids=lambda field: str(field.name),
)
def test_readers(field: dataclasses.Field[Any]) -> None:
    """Each field reaches the nodes, and nothing of the other cloud stays behind."""
    plan = blueprint(changed(LOGIN, "properties.aksynth.containerRegistries", [REGISTRY]))
    value = getattr(plan.cloud, field.name)
    other = ("https://other.example.com/{}/",) if isinstance(value, tuple) else "other.example.com"
    old, new = first(value), first(other)
    before = files(plan)
    after = files(dataclasses.replace(plan, cloud=dataclasses.replace(plan.cloud, **{field.name: other})))
    for text in READERS[field.name]:
        assert (text.format(old) in before, text.format(new) in after) == (True, True), text
    assert old not in after.replace(f"used by {old}", "")


@pytest.mark.parametrize("location", ["westeurope", None, "chinaeast2"])
def test_cloud(location: str | None) -> None:
    """The public one, also where no region is known; a region of another cloud is shown and not synthesized."""
    assert clouds.of(location).name == "AzurePublicCloud"
    assert clouds.find("AzureChinaCloud") is None


def test_image_registry() -> None:
    """Mirrors know it."""
    assert clouds.of(None).image_registry in registries.ours()
