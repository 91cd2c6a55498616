"""Pieces of Azure configurations, and what to expect of an apply."""

from __future__ import annotations

from terraform_workspace import PROVIDER, SUBSCRIPTION, Stack

ROOT = f"/subscriptions/{SUBSCRIPTION}/resourceGroups/g/providers"
IN_GROUP = "resource_group_name = azurerm_resource_group.g.name"
HERE = f'{IN_GROUP}\n  location = "westeurope"'
KEY = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIHQKsBY1+golLyFO3CS3UKGyjdOKgn6+AW1dW9tMfw+Y"
SUBNET = "azurerm_subnet.s.id"
MACHINE = f"""
  admin_username = "azureuser"
  admin_ssh_key {{
    username   = "azureuser"
    public_key = "{KEY}"
  }}
  os_disk {{
    caching              = "ReadWrite"
    storage_account_type = "Premium_LRS"
  }}
  source_image_reference {{
    publisher = "Canonical"
    offer     = "ubuntu-24_04-lts"
    sku       = "server"
    version   = "latest"
  }}
"""


def thing(kind: str, label: str, body: str = "", where: str = HERE) -> str:
    """A resource named like its label."""
    return f'resource "azurerm_{kind}" "{label}" {{\n  name = "{label}"\n  {where}\n{body}\n}}\n'


def joined(kind: str, label: str, **ids: str) -> str:
    """A resource without a name that puts others together."""
    lines = "".join(f"  {name} = {value}\n" for name, value in ids.items())
    return f'resource "azurerm_{kind}" "{label}" {{\n{lines}}}\n'


def subnet(label: str, prefix: str, network: str = "n") -> str:
    body = f'  virtual_network_name = azurerm_virtual_network.{network}.name\n  address_prefixes = ["{prefix}"]'
    return thing("subnet", label, body, IN_GROUP)


def slot(name: str = "primary", address: str | None = None, subnet_id: str = SUBNET, more: str = "") -> str:
    """An IP configuration: dynamic without an address, static with one, which may be empty."""
    how = "Dynamic" if address is None else "Static"
    given = f'    private_ip_address = "{address}"\n' if address else ""
    lines = (
        f'    name = "{name}"\n    subnet_id = {subnet_id}\n    private_ip_address_allocation = "{how}"\n{given}{more}'
    )
    return f"  ip_configuration {{\n{lines}\n  }}\n"


def nic(label: str, address: str | None = None, subnet_id: str = SUBNET, after: str = "") -> str:
    return thing("network_interface", label, slot("primary", address, subnet_id) + then(after))


def then(after: str) -> str:
    return f"  depends_on = [{after}]\n" if after else ""


def machine(label: str, *interfaces: str, more: str = "") -> str:
    ids = ", ".join(interfaces)
    body = f'  size = "Standard_D2s_v5"\n  network_interface_ids = [{ids}]\n{MACHINE}{more}'
    return thing("linux_virtual_machine", label, body)


def scale_set(label: str, instances: int, more: str = "", after: str = "", subnet_id: str = SUBNET) -> str:
    inner = f'    ip_configuration {{\n      name = "primary"\n      primary = true\n{more}'
    inner += f"      subnet_id = {subnet_id}\n    }}\n"
    body = f'  sku = "Standard_D2s_v5"\n  instances = {instances}\n{MACHINE}'
    body += f'  network_interface {{\n    name = "nic"\n    primary = true\n{inner}  }}\n{then(after)}'
    return thing("linux_virtual_machine_scale_set", label, body)


def frontend(name: str, **ids: str) -> str:
    lines = "".join(f"    {key} = {value}\n" for key, value in ids.items())
    return f'  frontend_ip_configuration {{\n    name = "{name}"\n{lines}  }}\n'


def public(label: str, more: str = "") -> str:
    return thing("public_ip", label, f'  allocation_method = "Static"\n{more}')


GROUP = 'resource "azurerm_resource_group" "g" {\n  name = "g"\n  location = "westeurope"\n}\n'
NETWORK = GROUP + thing("virtual_network", "n", '  address_space = ["10.0.0.0/16"]') + subnet("s", "10.0.0.0/28")


def refused(stack: Stack, text: str, *codes: str, **extra: str) -> str:
    """Apply what Azure is to refuse, once for each code, and nothing else of it; the answer is the errors."""
    stack.write(PROVIDER + text)
    done = stack.apply(check=False, **extra)
    errors = " ".join(done.stderr.split())
    assert done.returncode == 1
    found = [code for code in set(codes) if errors.count(f" {code}: ") != codes.count(code)]
    assert not found and done.stderr.count("Error: ") == len(codes), f"{found}\n{done.stderr}"
    return errors


def accepted(stack: Stack, text: str, **extra: str) -> dict[str, dict[str, object]]:
    """Apply what Azure accepts, and see that nothing is left to change; the answer is the state."""
    stack.write(PROVIDER + text)
    stack.apply(check=True, **extra)
    assert stack.plan(**extra) == {}
    return stack.values()
