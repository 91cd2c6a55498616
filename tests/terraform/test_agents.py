"""An apply touches no running agent, whatever changes in the model: their nodes would go without a drain."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from clusters import SSH_KEY, changed, example
from terraform_workspace import Chains, Stack

from .lives import applied, renew

POOL = "properties.agentPoolProfiles.0"
KUBERNETES = "properties.orchestratorProfile.kubernetesConfig"
SET = "azurerm_linux_virtual_machine_scale_set.pools_agentpool1"

OTHER = "azurerm_linux_virtual_machine_scale_set.pools_other"
ROLLING = [{"pool": "other"}]
RUN_AGAIN = {
    "azurerm_virtual_machine_run_command.rolling_other": ["delete", "create"],
    "terraform_data.rolling_other_wanted": ["update"],
}
"""What another count plans of a pool with rolling replacement."""
CHANGES: dict[str, dict[str, Any]] = {
    "what a node runs": {
        f"{POOL}.customNodeLabels": {"tier": "web"},
        f"{POOL}.kubernetesConfig": {"kubeletConfig": {"--register-with-taints": "dedicated=web:NoSchedule"}},
        f"{KUBERNETES}.kubeletConfig": {"--eviction-hard": "memory.available<500Mi"},
        "properties.aksynth.mirrors": {"registries": {"quay.io": "mirror.example.com"}},
    },
    "keys and tags": {
        "properties.linuxProfile.ssh.publicKeys": [{"keyData": SSH_KEY}, {"keyData": f"{SSH_KEY}2"}],
        f"{POOL}.customVMTags": {"cost": "42"},
    },
    "a size with the other kind of disk": {f"{POOL}.vmSize": "Standard_D4s_v5"},
    "disk and addresses": {f"{POOL}.osDiskSizeGB": 256, f"{POOL}.ipAddressCount": 41},
}
"""What changes one after the other; only a count that changes makes or takes machines."""


def touched(stack: Stack) -> list[str]:
    """What was done to instances that were there."""
    return [operation for _, _, operation in stack.instance_operations() if operation != "create"]


def life(folder: Path, environment: dict[str, str]) -> dict[str, tuple[list[str], list[str]]]:
    """By change: the arguments of the scale set that it changes, and what was done to instances."""
    document, found = example("kubernetes"), {}
    stack = applied(folder, environment, document)
    for name, fields in CHANGES.items():
        for path, value in fields.items():
            document = changed(document, path, value)
        renew(stack, document)
        before = stack.values()[SET]
        stack.apply("-target", SET, "-refresh=false")
        after = stack.values()[SET]
        found[name] = (sorted(key for key in after if after[key] != before[key]), touched(stack))
    renew(stack, changed(document, f"{POOL}.count", 3))
    stack.apply("-target", SET, "-refresh=false")
    found["count"] = ([], [operation for _, _, operation in stack.instance_operations()])
    text = stack.folder / "cdk.tf.json"
    content = json.loads(text.read_text("utf-8"))
    content["provider"]["azurerm"][0]["features"] = [{}]
    content["resource"]["azurerm_linux_virtual_machine_scale_set"]["pools_agentpool1"]["sku"] = "Standard_D8s_v5"
    text.write_text(json.dumps(content), "utf-8")
    stack.apply("-target", SET, "-refresh=false")
    found["the provider's own defaults"] = ([], touched(stack))
    return found


def test_a_pool_goes_after_the_masters_drained_it(environment: dict[str, str], tmp_path: Path) -> None:
    """The run commands come first. While one fails, apply after apply, it runs again and the scale set stays.

    The new pool has rolling replacement: another machine runs its command again, and Terraform leaves the number of
    instances to it. With another size comes another image, and azurerm then changes the disk with the next apply."""
    document = example("kubernetes")
    stack = applied(tmp_path, environment, document)
    document = changed(changed(document, f"{POOL}.name", "other"), "properties.aksynth.rollingReplacement", ROLLING)
    renew(stack, document)
    for status in (409, 500):
        failed = stack.apply(check=False, TFSIM_FAIL=f"azurerm_virtual_machine_run_command.*:{status}:1:create+kept")
        assert failed.returncode == 1 and SET in stack.values()
    lines = stack.apply().stdout.splitlines()
    (ran,) = [n for n, line in enumerate(lines) if "state_0: Creation complete" in line]
    (destroyed,) = [n for n, line in enumerate(lines) if f"{SET}: Destroying..." in line]
    (rolled,) = [n for n, line in enumerate(lines) if "rolling_other: Creation complete" in line]
    assert ran < min(destroyed, rolled) and touched(stack) == ["delete"] * 2
    assert stack.plan() == {}
    renew(stack, changed(document, f"{POOL}.count", 3))
    assert stack.plan("-refresh=false") == RUN_AGAIN
    renew(stack, changed(changed(document, f"{POOL}.vmSize", "Standard_D4s_v5"), f"{POOL}.osDiskSizeGB", 64))
    assert stack.plan("-refresh=false") == {**RUN_AGAIN, OTHER: ["update"]}
    stack.run("apply", "-input=false", "plan")
    command, _ = RUN_AGAIN
    assert stack.plan("-refresh=false") == {OTHER: ["update"], command: RUN_AGAIN[command]}


def test_a_scale_set_deleted_by_hand_comes_back(environment: dict[str, str], tmp_path: Path) -> None:
    """Terraform cannot replace a set, whose name is taken until it is gone; what `az vmss delete` took it makes again."""
    stack = applied(tmp_path, environment, example("kubernetes"))
    refused = stack.apply(f"-replace={SET}", check=False)
    assert "already exists" in refused.stderr
    gone = tmp_path / "gone.json"
    gone.write_text(
        json.dumps({f"azurerm_linux_virtual_machine_scale_set.{stack.values()[SET]['name']}": None}), "utf-8"
    )
    assert stack.plan(TFSIM_DRIFT=str(gone)) == {SET: ["create"]}
    stack.run("apply", "-input=false", "plan")
    assert stack.plan() == {}


@pytest.fixture(scope="module")
def changes(tmp_path_factory: pytest.TempPathFactory, environment: dict[str, str]) -> Any:
    chains = Chains()
    chains.start("agents", lambda: life(tmp_path_factory.mktemp("agents"), environment))
    yield chains.result("agents")
    chains.close()


ARGUMENTS = {
    "what a node runs": {"custom_data"},
    "keys and tags": {"admin_ssh_key", "custom_data", "tags"},
    "a size with the other kind of disk": {"sku", "source_image_reference"},
    "disk and addresses": {"os_disk", "network_interface"},
}


@pytest.mark.parametrize("name", CHANGES)
def test_no_running_agent_is_touched(changes: dict[str, tuple[list[str], list[str]]], name: str) -> None:
    """The scale set takes what is new for machines to come; those that run are neither updated nor replaced."""
    arguments, operations = changes[name]
    assert set(arguments) >= ARGUMENTS[name]
    assert operations == []


def test_more_machines_are_made_beside_the_others(changes: dict[str, tuple[list[str], list[str]]]) -> None:
    assert changes["count"][1] == ["create"] * 3


def test_the_provider_would_reimage(changes: dict[str, tuple[list[str], list[str]]]) -> None:
    """What azurerm does by itself is seen here: without our choice all of this could pass unseen."""
    assert changes["the provider's own defaults"][1] == ["update", "reimage"] * 3
