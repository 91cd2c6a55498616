"""A network that belongs to somebody else: another Terraform configuration in the same simulated Azure."""

from __future__ import annotations

from pathlib import Path

from terraform_workspace import PROVIDER, Stack

ENDPOINTS = '["Microsoft.KeyVault", "Microsoft.Storage"]'


ATTACHED = ("network_security_group", "route_table", "nat_gateway")


def estate(
    folder: Path,
    environment: dict[str, str],
    *,
    subnets: dict[str, str],
    region: str = "westeurope",
    attached: tuple[str, ...] = ATTACHED,
    more: str = "",
) -> Stack:
    """The applied network, with what is `attached` to each subnet.

    `subnets` maps a name to a CIDR. `more` is the rest of its configuration. `stack.environment` is that of everything
    in this Azure.
    """
    folder.mkdir(parents=True, exist_ok=True)
    stack = Stack(folder, {**environment, "TFSIM_CLOUD": str(folder / "cloud"), "TFSIM_NO_SLEEP": "1"})
    parts = "".join(_subnet(name, prefix, attached) for name, prefix in subnets.items())
    stack.write(PROVIDER + _NETWORK.replace("REGION", region) + parts + more)
    stack.init().apply()
    return stack


def objects(stack: Stack) -> dict[str, str]:
    """Everything that the simulated Azure holds, byte for byte."""
    cloud = Path(stack.environment["TFSIM_CLOUD"])
    return {file.name: file.read_text("utf-8") for file in sorted(cloud.glob("*.json"))}


_PLACE = 'resource_group_name = azurerm_resource_group.estate.name\n  location            = "REGION"'
_NETWORK = f"""
resource "azurerm_resource_group" "estate" {{
  name     = "estate"
  location = "REGION"
}}
resource "azurerm_virtual_network" "estate" {{
  name          = "estate"
  address_space = ["10.20.0.0/16"]
  {_PLACE}
}}
resource "azurerm_network_security_group" "estate" {{
  name = "estate"
  {_PLACE}
}}
resource "azurerm_route_table" "estate" {{
  name = "estate"
  {_PLACE}
}}
resource "azurerm_public_ip" "estate" {{
  name              = "estate"
  allocation_method = "Static"
  {_PLACE}
}}
resource "azurerm_nat_gateway" "estate" {{
  name = "estate"
  {_PLACE}
}}
resource "azurerm_nat_gateway_public_ip_association" "estate" {{
  nat_gateway_id       = azurerm_nat_gateway.estate.id
  public_ip_address_id = azurerm_public_ip.estate.id
}}
"""


def _subnet(name: str, prefix: str, kinds: tuple[str, ...]) -> str:
    attached = "".join(
        f'resource "azurerm_subnet_{kind}_association" "{name}" {{\n'
        f"  subnet_id = azurerm_subnet.{name}.id\n  {kind}_id = azurerm_{kind}.estate.id\n}}\n"
        for kind in kinds
    )
    return f"""
resource "azurerm_subnet" "{name}" {{
  name                 = "{name}"
  virtual_network_name = azurerm_virtual_network.estate.name
  resource_group_name  = azurerm_resource_group.estate.name
  address_prefixes     = ["{prefix}"]
  service_endpoints    = {ENDPOINTS}
}}
{attached}"""
