"""Agents in an availability set: the model's last ones leave first and are drained, and no other agent is touched."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from clusters import SSH_KEY, changed, example
from terraform_workspace import Stack

from .lives import renew, workspace

POOL = "properties.agentPoolProfiles.1"
VM, NIC = "azurerm_linux_virtual_machine.pools_workers", "azurerm_network_interface.pools_workers"
PART = "_workers"


def agents(index: int) -> dict[str, list[str]]:
    return {f"{VM}_{index}": ["create"], f"{NIC}_{index}_nic": ["create"]}


def of_pool(changes: dict[str, list[str]]) -> dict[str, list[str]]:
    return {address: actions for address, actions in changes.items() if PART in address and "record" not in address}


@pytest.fixture(scope="module")
def cluster(environment: dict[str, str], tmp_path_factory: pytest.TempPathFactory) -> Stack:
    """A cluster that exists. Tests with a plan leave it as it was."""
    stack = workspace(tmp_path_factory.mktemp("set"), environment, example("availability-set"))
    stack.init().apply()
    return stack


def test_names_and_addresses(cluster: Stack) -> None:
    """Machines have AKS Engine's names. Agents have the lowest addresses of the subnet, after the masters' own."""
    values = cluster.values()
    suffix = values["azurerm_virtual_network.network"]["name"].rpartition("-")[2]
    machines = [values[f"{VM}_{index}"] for index in range(3)]
    nics = [values[f"{NIC}_{index}_nic"] for index in range(3)]
    (group,) = (v for a, v in values.items() if a == "azurerm_availability_set.pools_workers")
    assert [vm["name"] for vm in machines] == [vm["computer_name"] for vm in machines]
    assert [vm["name"] for vm in machines] == [f"k8s-workers-{suffix}-{index}" for index in range(3)]
    assert [nic["name"] for nic in nics] == [f"k8s-workers-{suffix}-nic-{index}" for index in range(3)]
    assert (group["name"], group["platform_fault_domain_count"]) == (f"workers-availabilitySet-{suffix}", 2)
    assert {vm["availability_set_id"] for vm in machines} == {group["id"]}
    assert [len(nic["private_ip_addresses"]) for nic in nics] == [31] * 3
    assert all(nic["private_ip_address"].startswith("10.240.0.") for nic in nics)
    assert values["azurerm_network_interface.masters_0_nic"]["private_ip_address"] == "10.255.255.5"


def test_more_agents(cluster: Stack) -> None:
    """New machines at the end, and a new state for the masters, which wait for them."""
    renew(cluster, changed(example("availability-set"), f"{POOL}.count", 5))
    plan = cluster.plan()
    assert of_pool(plan) == {**agents(3), **agents(4)}
    assert plan["azurerm_virtual_machine_run_command.state_0"] == ["delete", "create"]


NEW = {
    f"{POOL}.vmSize": "Standard_D4s_v5",
    f"{POOL}.osDiskSizeGB": 256,
    f"{POOL}.ipAddressCount": 41,
    f"{POOL}.customNodeLabels": {"tier": "web"},
    f"{POOL}.customVMTags": {"cost": "42"},
    f"{POOL}.imageReference": {"name": "node", "resourceGroup": "images"},
    f"{POOL}.kubernetesConfig": {"kubeletConfig": {"--register-with-taints": "dedicated=web:NoSchedule"}},
    "properties.linuxProfile.ssh.publicKeys": [{"keyData": SSH_KEY}, {"keyData": f"{SSH_KEY}2"}],
}


def test_no_running_agent_is_touched(cluster: Stack) -> None:
    """Only tags change on machines that exist. The plan warns of sizes that differ."""
    document = example("availability-set")
    for path, value in NEW.items():
        document = changed(document, path, value)
    renew(cluster, document)
    plan = of_pool(cluster.plan())
    shown = json.loads(cluster.run("show", "-json", "plan").stdout)
    assert plan == {f"{VM}_{index}": ["update"] for index in range(3)}
    for change in (c["change"] for c in shown["resource_changes"] if c["address"] in plan):
        assert {key for key in change["after"] if change["after"][key] != change["before"][key]} == {"tags"}
    said = " ".join(cluster.run("plan", "-input=false").stdout.replace("│", " ").split())
    assert "Some agents of pool workers do not have the size Standard_D4s_v5" in said


REFUSED: tuple[dict[str, Any], ...] = (
    {
        "availabilityProfile": "VirtualMachineScaleSets",
        "platformUpdateDomainCount": ...,
        "platformFaultDomainCount": ...,
    },
    {"platformFaultDomainCount": 3},
    {"platformUpdateDomainCount": 6},
)


@pytest.mark.parametrize("change", REFUSED, ids=lambda change: next(iter(change)))
def test_a_pool_keeps_its_placement(cluster: Stack, change: dict[str, Any]) -> None:
    """Old and new nodes would have the same label, and all machines would be replaced at once."""
    document = example("availability-set")
    for key, value in change.items():
        document = changed(document, f"{POOL}.{key}", value)
    renew(cluster, document)
    done = cluster.run("plan", "-input=false", check=False)
    said = " ".join(done.stderr.replace("│", " ").split())
    assert done.returncode == 1 and "diskSizesGB, diskEncryptionSetID or containerRuntime of pool workers is" in said
    assert 'created with "AvailabilitySet, 2 fault domains, 5 update domains"' in said


def test_a_name_of_a_scale_set_is_kept(cluster: Stack) -> None:
    renew(cluster, changed(example("availability-set"), "properties.agentPoolProfiles.0.vmssName", "other"))
    done = cluster.run("plan", "-input=false", check=False)
    said = " ".join(done.stderr.replace("│", " ").split())
    assert 'created with "VirtualMachineScaleSets, web-nodes"' in said


def test_a_machine_deleted_by_hand_comes_back(cluster: Stack, tmp_path: Path) -> None:
    """Terraform cannot replace a machine whose name is taken. The apply after `az vm delete` creates it again."""
    renew(cluster, example("availability-set"))
    refused = cluster.apply(f"-replace={VM}_1", check=False)
    assert "already exists" in refused.stderr and f"{VM}_1" in cluster.values()
    values = cluster.values()
    gone = {f"azurerm_linux_virtual_machine.{values[f'{VM}_1']['name']}": None}
    gone[f"azurerm_network_interface.{values[f'{NIC}_1_nic']['name']}"] = None
    drift = tmp_path / "gone.json"
    drift.write_text(json.dumps(gone))
    plan = cluster.plan(TFSIM_DRIFT=str(drift))
    assert of_pool(plan) == agents(1)
    cluster.run("apply", "-input=false", "plan")
    assert cluster.plan() == {}


def test_fewer_agents(cluster: Stack) -> None:
    """The run commands come first. While one fails, apply after apply, it runs again and all machines stay."""
    renew(cluster, changed(example("availability-set"), f"{POOL}.count", 1))
    for status in (409, 500):
        fault = f"azurerm_virtual_machine_run_command.*:{status}:1:create+kept"
        failed = cluster.apply(check=False, TFSIM_FAIL=fault)
        assert failed.returncode == 1 and f"{VM}_1" in cluster.values() and f"{VM}_2" in cluster.values()
    done = cluster.apply().stdout.splitlines()
    assert_drained_first(done, [f"{VM}_{index}" for index in (1, 2)])
    left = [address for address in cluster.values() if address.startswith((VM, NIC))]
    assert left == [f"{VM}_0", f"{NIC}_0_nic"]
    assert cluster.plan() == {}


def test_a_pool_that_leaves(cluster: Stack) -> None:
    """After the masters have drained it: machine, interface and set."""
    document = example("availability-set")
    document["properties"]["agentPoolProfiles"] = document["properties"]["agentPoolProfiles"][:1]
    renew(cluster, document)
    assert_drained_first(cluster.apply().stdout.splitlines(), [f"{VM}_0"])
    assert not [address for address in cluster.values() if PART in address]
    assert cluster.plan() == {}


def assert_drained_first(lines: list[str], machines: list[str]) -> None:
    (ran,) = [n for n, line in enumerate(lines) if "state_0: Creation complete" in line]
    destroyed = [n for n, line in enumerate(lines) if line.startswith(tuple(f"{vm}: Destroying" for vm in machines))]
    assert len(destroyed) == len(machines) and ran < min(destroyed)
