"""What is wrong in a configuration is found before anything is applied."""

from __future__ import annotations

import json

import pytest
from terraform_workspace import HERE, PROVIDER, Stack

GROUP = 'resource "azurerm_resource_group" "g" {\n  name     = "g"\n  location = "westeurope"\n}\n'
VM = """
resource "azurerm_linux_virtual_machine" "vm" {
  name                  = "vm"
  resource_group_name   = azurerm_resource_group.g.name
  location              = azurerm_resource_group.g.location
  size                  = "Standard_D2s_v5"
  admin_username        = "azureuser"
  network_interface_ids = ["/subscriptions/s/resourceGroups/g/providers/Microsoft.Network/networkInterfaces/n"]
  admin_ssh_key {
    username   = "azureuser"
    public_key = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIHQKsBY1+golLyFO3CS3UKGyjdOKgn6+AW1dW9tMfw+Y"
  }
  os_disk {
    caching              = "ReadWrite"
    storage_account_type = "Premium_LRS"
  }
  source_image_reference {
    publisher = "Canonical"
    offer     = "ubuntu-24_04-lts"
    sku       = "server"
    version   = "latest"
  }
}
"""
ID = "/subscriptions/s/resourceGroups/g/providers/Microsoft"


def test_right(stack: Stack) -> None:
    stack.write(PROVIDER + GROUP + VM)
    assert stack.init().validate() == []


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        # Terraform itself finds these with the schema.
        ("azurerm_resource_group.g.name", "azurerm_resource_group.g.nam", "Unsupported attribute"),
        ("azurerm_resource_group.g.location", "azurerm_resource_group.h.location", "Reference to undeclared resource"),
        ("admin_username ", "admin_usernam", "Unsupported argument"),
        ('  size                  = "Standard_D2s_v5"\n', "", "Missing required argument"),
        ("admin_ssh_key {", "admin_ssh_keys {", "Unsupported block type"),
        ('"Standard_D2s_v5"', '["Standard_D2s_v5"]', "Incorrect attribute value type"),
        # These are the provider's.
        ('"ReadWrite"', '"Readwrite"', "expected os_disk.0.caching to be one of"),
        ("ssh-ed25519", "ssh-dss", ""),
        ("AAAAC3NzaC1lZDI1NTE5AAAAI", "AAAAC3NzaC1lZDI1NTE5AAAA", "SSH public key"),
        ("networkInterfaces/n", "networkInterfaces", "as network_interface_ids.0: expected"),
        ("Microsoft.Network/networkInterfaces", "Microsoft.Network/publicIPAddresses", "as network_interface_ids.0"),
        ('["/subs', '[null, "/subs', None),
        ("  os_disk {", '  custom_data = "not base64!"\n  os_disk {', "custom_data"),
        (
            "  os_disk {",
            f'  zone = "1"\n  availability_set_id = "{ID}.Compute/availabilitySets/a"\n  os_disk {{',
            "conflicts with",
        ),
        (
            "  source_image_reference {",
            f'  source_image_id = "{ID}.Compute/images/i"\n  source_image_reference {{',
            "only one of",
        ),
        ('    version   = "latest"\n', "", "Missing required argument"),
        ('name                  = "vm"', 'name                  = "vm_1-"', "name"),
        ("  os_disk {", '  priority = "Spots"\n  os_disk {', "expected priority to be one of"),
    ],
)
def test_wrong(stack: Stack, old: str, new: str, message: str | None) -> None:
    assert old in VM
    stack.write(PROVIDER + GROUP + VM.replace(old, new))
    errors = stack.init().validate()
    if message == "":
        assert errors == []  # the type in front of an SSH key is not looked at, as in the real provider
    elif message is None:
        assert errors == []  # nulls in lists are found when planning, as with the real provider
        assert "Null value found in list" in stack.run("plan", check=False).stderr
    else:
        assert errors and message in json.dumps(errors).replace('\\"', '"')


def test_provider_configuration(stack: Stack) -> None:
    stack.write('provider "azurerm" {}\n' + GROUP)
    assert 'The argument "features" is required' in stack.init().run("plan", check=False).stderr
    stack.write('provider "azurerm" {\n  use_cli = false\n  features {}\n}\n' + GROUP)
    assert stack.validate() == []
    assert "`subscription_id` is a required provider property" in stack.run("plan", check=False).stderr


def test_verdicts(stack: Stack) -> None:
    """The verdicts on these resources and data sources are those of the real provider, version 4.55.0."""
    cases = json.loads((HERE / "verdicts.json").read_text())
    config: dict[str, dict[str, dict[str, object]]] = {"resource": {}, "data": {}}
    expected = {}
    for number, (mode, kind, right, body) in enumerate(cases):
        config[mode].setdefault(kind, {})[f"c{number}"] = body
        expected[f"{'data.' if mode == 'data' else ''}{kind}.c{number}"] = right
    text = json.dumps({"provider": {"azurerm": {"features": {}}}, **config}, indent=1)
    stack.write(text, "main.tf.json")
    errors = stack.init().validate()
    wrong = {error.get("address") for error in errors}
    assert None not in wrong
    assert {address: address not in wrong for address in expected} == expected
