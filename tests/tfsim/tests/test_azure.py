"""The simulated cloud: collisions, faults, drift, import, fixtures."""

from __future__ import annotations

import json

from terraform_workspace import PROVIDER, SUBSCRIPTION, Stack

ROOT = f"/subscriptions/{SUBSCRIPTION}/resourceGroups"
GROUP = 'resource "azurerm_resource_group" "g" {\n  name     = "g"\n  location = "westeurope"\n}\n'
IDENTITIES = """
resource "azurerm_user_assigned_identity" "i" {
  count               = 4
  name                = "i${count.index}"
  resource_group_name = azurerm_resource_group.g.name
  location            = "westeurope"
}
"""
DATA = """
data "azurerm_subnet" "s" {
  name                 = "nodes"
  virtual_network_name = "shared"
  resource_group_name  = "network"
}
output "subnet" { value = data.azurerm_subnet.s }
"""
NIC = """
resource "azurerm_network_interface" "n" {
  count               = 10
  name                = "n${count.index}"
  resource_group_name = azurerm_resource_group.g.name
  location            = "westeurope"
  ip_configuration {
    name                          = "primary"
    subnet_id                     = data.azurerm_subnet.s.id
    private_ip_address_allocation = "Dynamic"
  }
}
"""


def fixtures(stack: Stack, **more: object) -> str:
    """A file that tells of a network in a resource group of its own."""
    found = {
        "azurerm_resource_group": [{"name": "network", "location": "northeurope"}],
        "azurerm_subnet": [
            {
                "name": "nodes",
                "virtual_network_name": "shared",
                "resource_group_name": "network",
                "address_prefixes": ["10.9.0.0/27"],
            }
        ],
        **more,
    }
    return str(stack.write(json.dumps(found), "fixtures.json"))


def test_collision(stack: Stack) -> None:
    stack.write(PROVIDER + GROUP + GROUP.replace('"g" {', '"h" {'))
    failed = stack.init().apply(check=False)
    assert failed.returncode == 1
    text = " ".join(failed.stderr.split())
    assert f'a resource with the ID "{ROOT}/g" already exists - to be managed via Terraform' in text
    assert len(stack.values()) == 1
    stack.write(PROVIDER + GROUP)
    (stack.folder / "terraform.tfstate").unlink()
    assert "already exists" in stack.apply(check=False).stderr
    stack.run("import", "azurerm_resource_group.g", f"{ROOT}/g")
    assert stack.plan() == {}


def test_faults_and_another_apply(stack: Stack) -> None:
    stack.write(PROVIDER + GROUP + IDENTITIES)
    fail = "azurerm_user_assigned_identity.i*:409:2"
    failed = stack.init().apply(check=False, TFSIM_FAIL=fail)
    assert failed.returncode == 1
    assert failed.stderr.count("unexpected status 409 (409 Conflict) with error") == 2
    assert len(stack.values()) == 3
    stack.apply(TFSIM_FAIL=fail)
    assert len(stack.values()) == 5
    assert stack.plan() == {}


def test_fault_that_leaves_an_orphan(stack: Stack) -> None:
    stack.write(PROVIDER + GROUP + IDENTITIES)
    failed = stack.init().apply(check=False, TFSIM_FAIL="azurerm_user_assigned_identity.i1:500:1:create+orphan")
    assert failed.returncode == 1
    again = stack.apply(check=False)
    assert "already exists" in again.stderr
    identity = f"{ROOT}/g/providers/Microsoft.ManagedIdentity/userAssignedIdentities/i1"
    stack.run("import", "azurerm_user_assigned_identity.i[1]", identity)
    assert stack.plan() == {}


def test_fault_that_is_kept(stack: Stack) -> None:
    stack.write(PROVIDER + GROUP + IDENTITIES)
    failed = stack.init().apply(check=False, TFSIM_FAIL="azurerm_user_assigned_identity.i1:500:1:create+kept")
    assert failed.returncode == 1
    assert stack.plan() == {"azurerm_user_assigned_identity.i[1]": ["delete", "create"]}
    stack.apply()
    assert stack.plan() == {}
    stack.write(PROVIDER + GROUP + IDENTITIES.replace("count", 'tags = { new = "yes" }\n  count', 1))
    failed = stack.apply(check=False, TFSIM_FAIL="azurerm_user_assigned_identity.i1:500:1:update+kept")
    assert failed.returncode == 1
    assert stack.plan() == {}  # nothing tells that the update failed


def test_fault_on_destroy(stack: Stack) -> None:
    stack.write(PROVIDER + GROUP)
    stack.init().apply()
    failed = stack.run("destroy", "-auto-approve", check=False, TFSIM_FAIL="azurerm_resource_group.*:403:1:delete")
    assert "403 (403 Forbidden)" in failed.stderr
    stack.destroy()


def test_drift(stack: Stack) -> None:
    stack.write(PROVIDER + GROUP + IDENTITIES)
    stack.init().apply()
    changes = {"azurerm_user_assigned_identity.i0": None, "azurerm_resource_group.g": {"tags": {"by": "hand"}}}
    drift = str(stack.write(json.dumps(changes), "drift.json"))
    assert stack.plan(TFSIM_DRIFT=drift) == {
        "azurerm_user_assigned_identity.i[0]": ["create"],
        "azurerm_resource_group.g": ["update"],
    }
    stack.apply(TFSIM_DRIFT=drift)
    assert stack.plan() == {}


def test_data_sources_without_fixtures(stack: Stack) -> None:
    stack.write(PROVIDER + DATA)
    stack.init().apply()
    subnet = stack.outputs()["subnet"]
    assert subnet["id"] == f"{ROOT}/network/providers/Microsoft.Network/virtualNetworks/shared/subnets/nodes"
    assert len(subnet["address_prefixes"]) == 1


def test_fixtures(stack: Stack) -> None:
    stack.write(PROVIDER + GROUP + DATA + NIC)
    named = fixtures(stack)
    stack.init().apply(TFSIM_FIXTURES=named)
    assert stack.outputs()["subnet"]["address_prefixes"] == ["10.9.0.0/27"]
    addresses = {v["private_ip_address"] for a, v in stack.values().items() if "network_interface" in a}
    assert len(addresses) == 10
    assert all(address.startswith("10.9.0.") and 4 <= int(address.rsplit(".", 1)[1]) <= 30 for address in addresses)
    stack.write((PROVIDER + GROUP + DATA).replace('"nodes"', '"node"'))
    failed = stack.run("plan", check=False, TFSIM_FIXTURES=named)
    text = " ".join(failed.stderr.split())
    assert (
        f'Subnet (Subscription: "{SUBSCRIPTION}" Resource Group Name: "network" Subnet Name: "node") was not found'
        in text
    )


def test_references_must_exist_with_fixtures(stack: Stack) -> None:
    named = fixtures(stack)
    stack.write(PROVIDER + GROUP + DATA + NIC.replace("azurerm_resource_group.g.name", '"gg"'))
    failed = stack.init().apply(check=False, TFSIM_FIXTURES=named)
    assert "ResourceGroupNotFound" in failed.stderr
    wrong = NIC.replace("data.azurerm_subnet.s.id", 'replace(data.azurerm_subnet.s.id, "nodes", "pods")')
    stack.write(PROVIDER + GROUP + DATA + wrong)
    assert "InvalidResourceReference" in stack.apply(check=False, TFSIM_FIXTURES=named).stderr


def test_data_source_finds_what_was_applied(stack: Stack) -> None:
    stack.write(PROVIDER + GROUP + 'data "azurerm_resource_group" "d" { name = azurerm_resource_group.g.name }\n')
    stack.init().apply(TFSIM_FIXTURES=fixtures(stack))
    assert stack.values()["data.azurerm_resource_group.d"]["location"] == "westeurope"


def test_import_of_a_fixture(stack: Stack) -> None:
    named = fixtures(
        stack, azurerm_public_ip=[{"name": "p", "resource_group_name": "network", "location": "northeurope"}]
    )
    text = 'resource "azurerm_public_ip" "p" {\n  name = "p"\n  resource_group_name = "network"\n'
    text += '  location = "northeurope"\n  allocation_method = "Static"\n}\n'
    text += f'import {{\n  to = azurerm_public_ip.p\n  id = "{ROOT}/network/providers/Microsoft.Network/publicIPAddresses/p"\n}}\n'
    stack.write(PROVIDER + text)
    stack.init().apply(TFSIM_FIXTURES=named)
    assert stack.values()["azurerm_public_ip.p"]["sku"] == "Standard"
    stack.write(
        PROVIDER
        + text.replace("publicIPAddresses/p", "publicIPAddresses/q").replace('"p" {', '"q" {').replace("ip.p", "ip.q")
    )
    assert "non-existent remote object" in stack.apply(check=False, TFSIM_FIXTURES=named).stderr
    stack.write(
        PROVIDER + text.replace("publicIPAddresses/p", "publicIPs/p").replace('"p" {', '"q" {').replace("ip.p", "ip.q")
    )
    assert "looks like" in stack.run("plan", check=False, TFSIM_FIXTURES=named).stderr


def test_provider_rules(stack: Stack) -> None:
    text = 'resource "azurerm_public_ip" "p" {\n  name = "p"\n  resource_group_name = "g"\n'
    text += '  location = "westeurope"\n  allocation_method = "Dynamic"\n}\n'
    stack.write(PROVIDER + text)
    failed = stack.init().apply(check=False)
    assert "static IP allocation must be used when creating Standard SKU" in failed.stderr


def test_run_command_view(stack: Stack) -> None:
    """A run command tells how its last run ended: after a failed update, and after the next good one.
    Made again under the same name it does not run."""
    machine = "/subscriptions/s/resourceGroups/g/providers/Microsoft.Compute/virtualMachines/m"
    text = (
        PROVIDER
        + """
variable "script" { default = "one" }
resource "azurerm_virtual_machine_run_command" "a" {
  name               = "a"
  location           = "westeurope"
  virtual_machine_id = "MACHINE"
  source { script = var.script }
}
"""
    )
    stack.write(text.replace("MACHINE", machine))
    stack.init().apply()
    view = "azurerm_virtual_machine_run_command.a"
    assert stack.values()[view]["instance_view"][0]["exit_code"] == 0
    error = "a journal\n" * 500 + "the reason"
    faults = {"TFSIM_FAIL": f"{view}:409:1:kept", "TFSIM_STDERR": error}
    failed = stack.apply("-var=script=two", check=False, **faults)
    assert failed.returncode == 1
    (seen,) = stack.values()[view]["instance_view"]
    assert (seen["exit_code"], seen["error_message"]) == (1, error[-4096:])
    assert stack.plan("-var=script=two") == {}
    stack.apply("-var=script=three")
    assert stack.values()[view]["instance_view"][0]["execution_state"] == "Succeeded"
    again = stack.apply("-var=script=four", f"-replace={view}", check=False)
    assert "was already processed and does not run again" in " ".join(again.stderr.replace("│", " ").split())
