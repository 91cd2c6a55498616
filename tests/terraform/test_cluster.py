"""Clusters go through Terraform, from the first plan to the last object destroyed."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from clusters import EXAMPLES, changed, example
from terraform_workspace import SUBSCRIPTION, Chains, Stack

from .lives import Life, applied, configuration, renew, unprotected, workspace
from .models import MODELS, PLANTED, REFUSING

IDENTITY_FIELD = "properties.orchestratorProfile.kubernetesConfig.userAssignedID"
IDENTITY = "/resourceGroups/ours/providers/Microsoft.ManagedIdentity/userAssignedIdentities/mine"
"""The id of an identity, without its subscription."""


@pytest.mark.parametrize("name", MODELS)
def test_life(lives: Chains, name: str) -> None:
    """A second plan changes nothing. A destroy without the protection leaves nothing."""
    life: Life = lives.result(name)
    assert life.second_plan == {}
    assert life.left == {}


@pytest.mark.parametrize("name", REFUSING)
def test_protected(lives: Chains, name: str) -> None:
    """A protected cluster refuses to be destroyed. An apply that takes the protection away changes nothing."""
    life: Life = lives.result(name)
    assert "prevent_destroy" in life.refused_destroy
    assert "Resources: 0 added, 0 changed, 0 destroyed" in life.unprotected


@pytest.mark.parametrize("name", MODELS)
def test_protection_is_all_that_differs(stack: Stack, name: str) -> None:
    """What is destroyed without the protection is what was applied with it."""
    protected, free = (
        json.loads(configuration(stack, document)) for document in (MODELS[name], unprotected(MODELS[name]))
    )
    assert _guards(protected) and not _guards(free)
    assert protected == free


def _guards(content: dict[str, Any]) -> list[str]:
    """Takes `prevent_destroy` out of all resources, and tells which had it."""
    found = []
    for kind, names in content["resource"].items():
        for name, resource in names.items():
            if resource.get("lifecycle", {}).pop("prevent_destroy", False):
                found.append(f"{kind}.{name}")
            if resource.get("lifecycle") == {}:
                del resource["lifecycle"]
    return found


@pytest.mark.parametrize("name", MODELS)
def test_no_secret_is_kept(lives: Chains, name: str) -> None:
    """Neither a planted secret nor any private key is in what Terraform is given or keeps."""
    life: Life = lives.result(name)
    assert len(life.texts) >= 4
    for where, text in life.texts.items():
        assert PLANTED not in text, where
        assert "PRIVATE KEY-----" not in text, where


def test_addresses(lives: Chains) -> None:
    """Masters have their static addresses, and agents the lowest of the subnet."""
    life: Life = lives.result("ha")
    nics = [life.values[f"azurerm_network_interface.masters_{i}_nic"] for i in range(3)]
    assert [nic["private_ip_address"] for nic in nics] == ["10.255.255.5", "10.255.255.6", "10.255.255.7"]
    assert [len(nic["private_ip_addresses"]) for nic in nics] == [31, 31, 31]
    pools = [life.values[f"azurerm_linux_virtual_machine_scale_set.pools_{name}"] for name in ("general", "memory")]
    assert [len(pool["network_interface"][0]["ip_configuration"]) for pool in pools] == [31, 51]


def test_image_follows_the_size(lives: Chains) -> None:
    """Standard_D2_v3 boots generation 1 only, the sizes of all other examples generation 2."""
    skus = {
        name: lives.result(name).values["azurerm_linux_virtual_machine.masters_0"]["source_image_reference"][0]["sku"]
        for name in EXAMPLES
    }
    old = dict.fromkeys(("kubernetes", "kata", "security/key-vault-encryption"), "server-gen1")
    assert skus == dict.fromkeys(EXAMPLES, "server") | old


ROLES = {
    "kubernetes": [("k8s-19857268-cp", "Contributor", "resource group")],
    "own-identity": [
        ("mine", "Contributor", "resource group"),
        ("k8s-19857268-cp", "Key Vault Secrets User", "ours/secrets/cluster"),
        ("k8s-19857268-cp", "Key Vault Secrets User", "ours/secrets/cluster-key"),
    ],
    "service-principal": [],
}


@pytest.mark.parametrize("name", ROLES)
def test_roles(lives: Chains, name: str) -> None:
    """Masters write three vaults and the snapshots, agents read one vault, the chosen identity alone uses the API."""
    life: Life = lives.result(name)
    people = {
        v["principal_id"]: v["name"] for a, v in life.values.items() if a.startswith("azurerm_user_assigned_identity")
    }
    found = set()
    for address, values in life.values.items():
        if address.startswith("azurerm_role_assignment") and values["principal_id"] in people:
            _, _, vault_name = values["scope"].rpartition("/vaults/")
            vault = [vault_name] if "/secrets/" in vault_name else vault_name.split("-")[-2:-1]
            vault = vault if "/vaults/" in values["scope"] else []
            container = [values["scope"].rpartition("/containers/")[2]] if "/containers/" in values["scope"] else []
            place = (vault or container or ["resource group"])[0]
            found.add((people[values["principal_id"]], values["role_definition_name"], place))
    prefix = "k8s-" + life.values["azurerm_virtual_network.network"]["name"].rpartition("-")[2]
    expected = {(f"{prefix}-cp", "Key Vault Secrets Officer", vault) for vault in "mna"}
    expected |= {(f"{prefix}-node", "Key Vault Secrets User", "n")} | set(ROLES[name])
    expected.add((f"{prefix}-cp", "Storage Blob Data Contributor", "etcd"))
    if name == "service-principal":
        expected.add((f"{prefix}-cp", "Key Vault Secrets User", "i"))
    assert found == expected


def test_who_applies_reads_nothing_of_the_cluster(lives: Chains) -> None:
    """Whoever runs Terraform has a role on *access* only, and where there are inputs, on those."""
    runners = {
        name: sorted(a for a in lives.result(name).values if a.endswith("_runner") and "role_assignment" in a)
        for name in ("kubernetes", "service-principal")
    }
    assert runners["kubernetes"] == ["azurerm_role_assignment.vaults_access_runner"]
    assert runners["service-principal"] == [
        "azurerm_role_assignment.vaults_access_runner",
        "azurerm_role_assignment.vaults_inputs_runner",
    ]


def test_outputs(lives: Chains) -> None:
    """The outputs name the API and the command that fetches the kubeconfig."""
    outputs = lives.result("kubernetes").outputs
    assert outputs["api_url"] == "https://aksynth-first.westeurope.cloudapp.azure.com"
    assert outputs["kubeconfig_command"].startswith("az keyvault secret show --vault-name aksynth-firs-a-")


def test_backup_is_switched(environment: dict[str, str], tmp_path: Path) -> None:
    """A cluster of before gets its account with the next apply; numbers change in place; off, all of it goes."""
    document = example("kubernetes")
    off = changed(document, "properties.aksynth.backup.enabled", False)
    stack = applied(tmp_path, environment, off)
    renew(stack, document)
    stack.apply()
    account = stack.values()["azurerm_storage_account.backup"]
    assert account["name"].startswith("aksynthfirstetcd") and len(account["name"]) == 22
    assert stack.outputs()["etcd_snapshots_url"] == f"https://{account['name']}.blob.core.windows.net/etcd"
    _opened_account(stack, account["name"], tmp_path / "drift.json")
    renew(stack, changed(document, "properties.aksynth.backup", {"intervalHours": 1, "retentionDays": 30}))
    assert stack.plan() == {**new_state(1), "azurerm_storage_management_policy.backup_retention": ["update"]}
    renew(stack, off)
    stack.apply()
    assert not [address for address in stack.values() if "backup" in address]


def _opened_account(stack: Stack, name: str, drift: Path) -> None:
    """Its keys are in the state. Switched on by somebody, they are off again with the next apply, and a check warns.
    azurerm reads no network rules of an account that is open to every network."""
    opened = {"shared_access_key_enabled": True, "network_rules": []}
    drift.write_text(json.dumps({f"azurerm_storage_account.{name}": opened}))
    assert stack.values()["azurerm_storage_account.backup"]["primary_access_key"]
    assert stack.plan(TFSIM_DRIFT=str(drift)) == {"azurerm_storage_account.backup": ["update"]}
    text = stack.run("plan", "-refresh-only", "-input=false", TFSIM_DRIFT=str(drift)).stdout
    said = " ".join(text.replace("│", " ").split())
    assert "accepts account keys" in said and "is open to every network" in said
    assert "accepts account keys" not in stack.run("plan", "-refresh-only", "-input=false").stdout


def new_state(masters: int) -> dict[str, list[str]]:
    """What a plan shows of a new desired state: each master's run command is replaced."""
    commands = {f"azurerm_virtual_machine_run_command.state_{i}": ["delete", "create"] for i in range(masters)}
    return {**commands, "terraform_data.state_wanted": ["update"], "terraform_data.state_reached": ["update"]}


def test_flag_reaches_masters_in_order(environment: dict[str, str], tmp_path: Path) -> None:
    """A changed flag runs the run commands, one master after the other, and replaces nothing else."""
    document = example("ha")
    stack = applied(tmp_path, environment, document)
    flag = "properties.orchestratorProfile.kubernetesConfig.apiServerConfig.--v"
    renew(stack, changed(document, flag, "4"))
    assert stack.plan() == new_state(3)
    text = stack.run("apply", "-input=false", "-parallelism=10", "plan").stdout
    commands = [
        line.split(":")[0] for line in text.splitlines() if "Creating..." in line or "Creation complete" in line
    ]
    assert commands == [f"azurerm_virtual_machine_run_command.state_{i}" for i in range(3) for _ in range(2)]


def test_failed_wait(environment: dict[str, str], tmp_path: Path) -> None:
    """A run command that failed, at the first boot or at a change, runs again with the next apply; a plan that only
    refreshes tells its reason."""
    document = example("ha")
    stack = workspace(tmp_path, environment, document)
    first = "azurerm_virtual_machine_run_command.state_0"
    faults = {"TFSIM_FAIL": "azurerm_virtual_machine_run_command.*:409:1:create+kept"}
    failed = stack.init().apply(check=False, **faults)
    assert failed.returncode == 1
    assert first in stack.values()
    assert "azurerm_virtual_machine_run_command.state_1" not in stack.values()
    stack.apply()
    assert stack.plan() == {}
    renew(stack, changed(document, "properties.orchestratorProfile.kubernetesConfig.apiServerConfig.--v", "4"))
    faults = {"TFSIM_FAIL": "azurerm_virtual_machine_run_command.*:500:1:create+kept"}
    failed = stack.apply(check=False, TFSIM_STDERR=f"{'a journal' * 500}\nmaster: the reason", **faults)
    assert failed.returncode == 1
    again = stack.run("plan", "-refresh-only", "-input=false").stdout
    words = " ".join(again.replace("│", " ").split())
    assert "-0 has not reached its desired state" in words and "Last error: " in words and "master: the reason" in words
    assert stack.plan()[first] == ["delete", "create"]
    stack.apply()
    assert stack.plan() == {}


def test_scaling_keeps_etcd_disks(environment: dict[str, str], tmp_path: Path) -> None:
    """The disk's size is derived from the number of nodes, and one that exists keeps its own when that changes."""
    document = example("kubernetes")
    stack = applied(tmp_path, environment, document)
    renew(stack, changed(document, "properties.agentPoolProfiles.0.count", 12))
    assert stack.plan() == {
        "azurerm_linux_virtual_machine_scale_set.pools_agentpool1": ["update"],
        **new_state(1),
    }


def test_services_stay_behind_their_load_balancers(environment: dict[str, str], tmp_path: Path) -> None:
    """The cloud provider puts agents into a backend pool, and the next plan leaves them there."""
    stack = applied(tmp_path, environment, example("kubernetes"))
    pool = "azurerm_linux_virtual_machine_scale_set.pools_agentpool1"
    (values,) = [v for a, v in stack.values().items() if a == pool]
    group = values["id"].split("/providers/")[0]
    nic = json.loads(json.dumps(values["network_interface"]))
    backend = f"{group}/providers/Microsoft.Network/loadBalancers/kubernetes/backendAddressPools/kubernetes"
    nic[0]["ip_configuration"][0]["load_balancer_backend_address_pool_ids"] = [backend]
    drift = tmp_path / "drift.json"
    drift.write_text(
        json.dumps({f"azurerm_linux_virtual_machine_scale_set.{values['name']}": {"network_interface": nic}})
    )
    assert stack.plan(TFSIM_DRIFT=str(drift)) == {}
    seen = json.loads(stack.run("show", "-json", "plan").stdout)["resource_drift"]
    assert [change["address"] for change in seen] == [pool]


def test_existing_identity(environment: dict[str, str], tmp_path: Path) -> None:
    """An identity that exists is read by its id, goes to the masters only, and is never made or destroyed."""
    identity = f"/subscriptions/{SUBSCRIPTION}{IDENTITY}"
    stack = applied(tmp_path, environment, changed(example("kubernetes"), IDENTITY_FIELD, identity))
    values = stack.values()
    masters = values["azurerm_linux_virtual_machine.masters_0"]["identity"][0]["identity_ids"]
    agents = values["azurerm_linux_virtual_machine_scale_set.pools_agentpool1"]["identity"][0]["identity_ids"]
    assert (identity in masters, len(masters), len(agents)) == (True, 2, 1)
    assert sorted(a for a in values if a.startswith("azurerm_user_assigned_identity.")) == [
        "azurerm_user_assigned_identity.identities_masters",
        "azurerm_user_assigned_identity.identities_nodes",
    ]


def test_identity_of_another_subscription(environment: dict[str, str], tmp_path: Path) -> None:
    """An identity with the same name in the cluster's subscription is not used in its place; case does not matter."""
    document = changed(example("kubernetes"), IDENTITY_FIELD, f"/subscriptions/{'0' * 8}-other{IDENTITY}")
    stack = workspace(tmp_path, environment, document)
    refused = stack.init().run("plan", "-input=false", check=False)
    said = " ".join(refused.stderr.replace("│", " ").split())
    assert refused.returncode == 1
    assert f"The identity found is /subscriptions/{SUBSCRIPTION}{IDENTITY}" in said
    assert "Use an identity of this subscription" in said
    renew(
        stack,
        changed(document, IDENTITY_FIELD, f"/subscriptions/{SUBSCRIPTION.upper()}{IDENTITY.replace('mine', 'Mine')}"),
    )
    stack.plan()


def test_existing_resource_group(environment: dict[str, str], tmp_path: Path) -> None:
    """A group that exists is read, never made or destroyed; its region is the cluster's."""
    group = {"name": "ours", "existing": True}
    stack = workspace(tmp_path, environment, changed(example("kubernetes"), "properties.aksynth.resourceGroup", group))
    fixtures = tmp_path / "fixtures.json"
    fixtures.write_text(json.dumps({"azurerm_resource_group": [{"name": "ours", "location": "northeurope"}]}))
    stack.environment["TFSIM_FIXTURES"] = str(fixtures)
    stack.init().apply()
    values = stack.values()
    assert not any(address.startswith("azurerm_resource_group.") for address in values)
    assert values["azurerm_virtual_network.network"]["location"] == "northeurope"
