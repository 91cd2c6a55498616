"""Clusters in a network that belongs to somebody else, with the key of somebody else for their Secrets."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from clusters import changed, example
from terraform_workspace import Stack

from .estate import estate, objects
from .lives import renew, whole_life, workspace

SUBNETS = {"masters": "10.20.0.0/24", "agents": "10.20.4.0/22", "batch": "10.20.8.0/24"}
ID = (
    "/subscriptions/00000000-0000-0000-0000-0000000000aa/resourceGroups/estate/providers/Microsoft.Network"
    "/virtualNetworks/estate/subnets/"
)


KEYS = """
data "azurerm_client_config" "estate" {}
resource "azurerm_key_vault" "estate" {
  name                       = "estate-keys"
  resource_group_name        = azurerm_resource_group.estate.name
  location                   = azurerm_resource_group.estate.location
  tenant_id                  = data.azurerm_client_config.estate.tenant_id
  sku_name                   = "premium"
  rbac_authorization_enabled = true
  purge_protection_enabled   = true
  network_acls {
    bypass                     = "None"
    default_action             = "Deny"
    virtual_network_subnet_ids = [azurerm_subnet.masters.id]
  }
}
"""
KEY = f"{ID.partition('Microsoft')[0]}Microsoft.KeyVault/vaults/estate-keys/keys/kubernetes"


def document(**values: Any) -> dict[str, Any]:
    """The example, with these values by path below `properties` (`__` for a dot)."""
    found = example("network/custom-vnet")
    for path, value in values.items():
        found = changed(found, f"properties.{path.replace('__', '.')}", value)
    return found


def cluster(theirs: Stack, found: dict[str, Any]) -> Stack:
    """The stack of a cluster in this network."""
    return workspace(theirs.folder / "cluster", theirs.environment, found).init()


def refusal(stack: Stack) -> str:
    """What a plan that is refused says."""
    done = stack.run("plan", "-input=false", check=False)
    assert done.returncode == 1, done.stdout
    return " ".join(done.stderr.replace("│", " ").split())


@pytest.fixture(scope="module")
def lived(environment: dict[str, str], tmp_path_factory: pytest.TempPathFactory) -> tuple[Any, Stack, dict[str, str]]:
    """The whole life of the example, its network, and what was there before."""
    theirs = estate(tmp_path_factory.mktemp("estate"), environment, subnets=SUBNETS, more=KEYS)
    before = objects(theirs)
    return whole_life(theirs.folder / "life", theirs.environment, document()), theirs, before


def test_life(lived: tuple[Any, Stack, dict[str, str]]) -> None:
    """A second plan changes nothing, and nothing of the cluster is left."""
    life, _, _ = lived
    assert life.second_plan == {}
    assert life.left == {}


def test_network_stays_as_it_was(lived: tuple[Any, Stack, dict[str, str]]) -> None:
    """Byte for byte, with what is attached to its subnets; and its owner's plan changes nothing."""
    _, theirs, before = lived
    after = objects(theirs)
    assert len(before) > 15
    assert {name: after.get(name) for name in before} == before
    assert theirs.plan() == {}


def test_nothing_of_the_network_is_managed(lived: tuple[Any, Stack, dict[str, str]]) -> None:
    """Neither subnets nor what hangs on them, no key, and no resource is in the network's resource group but roles."""
    values = lived[0].values
    kinds = {address.split(".")[0] for address in values if not address.startswith("data.")}
    assert "azurerm_key_vault_key" not in kinds and "azurerm_key_vault.vaults_kms" not in values
    assert not {kind for kind in kinds if kind.startswith(("azurerm_subnet", "azurerm_virtual_network", "azurerm_nat"))}
    groups = {v["resource_group_name"] for a, v in values.items() if a[:5] != "data." and v.get("resource_group_name")}
    assert groups == {"aksynth-estate"}


def test_machines_are_in_their_subnets(lived: tuple[Any, Stack, dict[str, str]]) -> None:
    """Each with the cluster's own security group on its interface."""
    values = lived[0].values
    group = values["azurerm_network_security_group.network_nsg"]["id"]
    for index in range(3):
        nic = values[f"azurerm_network_interface.masters_{index}_nic"]
        assert nic["private_ip_address"] == f"10.20.0.{200 + index}"
        assert {part["subnet_id"] for part in nic["ip_configuration"]} == {ID + "masters"}
        assert (
            values[f"azurerm_network_interface_security_group_association.masters_{index}_nsg"][
                "network_security_group_id"
            ]
            == group
        )
    for pool, subnet in (("general", "agents"), ("batch", "batch")):
        (nic,) = values[f"azurerm_linux_virtual_machine_scale_set.pools_{pool}"]["network_interface"]
        assert {part["subnet_id"] for part in nic["ip_configuration"]} == {ID + subnet}
        assert nic["network_security_group_id"] == group
    balancer = values["azurerm_lb.api_internal"]["frontend_ip_configuration"][0]
    assert (balancer["subnet_id"], balancer["private_ip_address"]) == (ID + "masters", "10.20.0.210")


def test_roles_in_the_network(lived: tuple[Any, Stack, dict[str, str]]) -> None:
    """The masters' identity joins the cluster's subnets and uses the key. It has no role on the network, on the vault or
    on their resource group."""
    found = {
        (values["role_definition_name"], values["scope"])
        for address, values in lived[0].values.items()
        if address.startswith("azurerm_role_assignment") and "/resourceGroups/estate/" in values["scope"]
    }
    assert found == {("Key Vault Crypto User", KEY), *(("Network Contributor", ID + name) for name in SUBNETS)}


def test_who_reaches_the_vaults(lived: tuple[Any, Stack, dict[str, str]]) -> None:
    """Masters reach all vaults and the snapshots, agents the vault *nodes* alone."""
    values = lived[0].values
    everybody, masters = {ID + name for name in SUBNETS}, {ID + "masters"}
    for vault, subnets in (("masters", masters), ("nodes", everybody), ("access", masters)):
        rules = values[f"azurerm_key_vault.vaults_{vault}"]["network_acls"][0]
        assert set(rules["virtual_network_subnet_ids"]) == subnets
    rules = values["azurerm_storage_account.backup"]["network_rules"][0]
    assert set(rules["virtual_network_subnet_ids"]) == masters


REFUSED: list[tuple[dict[str, Any], dict[str, Any], list[str]]] = [
    (
        {"masters": "10.20.3.0/24"},
        {},
        ["has the range 10.20.3.0/24, and properties.aksynth.subnets has 10.20.0.0/24", "not usable addresses"],
    ),
    ({"agents": "10.20.4.0/26"}, {"aksynth__subnets": ...}, ["Subnet agents (10.20.4.0/26) is too small: the cluster needs 62"]),
    (
        {"masters": "10.20.0.192/26"},
        {"aksynth__subnets": ..., "masterProfile__ipAddressCount": 11, "masterProfile__firstConsecutiveStaticIP": "10.20.0.245"},
        ["not usable addresses of subnet masters (10.20.0.192/26): 10.20.0.255"],
    ),
]  # fmt: skip


@pytest.mark.parametrize(("subnets", "values", "said"), REFUSED)
def test_network_is_proved_at_plan(
    environment: dict[str, str], tmp_path: Path, subnets: dict[str, str], values: dict[str, Any], said: list[str]
) -> None:
    """A range other than the model's, too small a subnet, and addresses outside of it or reserved."""
    theirs = estate(tmp_path, environment, subnets={**SUBNETS, **subnets}, more=KEYS)
    text = refusal(cluster(theirs, document(**values)))
    assert [words for words in said if words not in text] == []


def test_estate_that_does_not_fit(environment: dict[str, str], tmp_path: Path) -> None:
    """A network of another region or subscription, a subnet without service endpoints, and a vault that would not protect
    the key or ignore its role. Without lookup nothing is read."""
    weak = KEYS.replace("= true", "= false")
    theirs = estate(tmp_path, environment, subnets=SUBNETS, region="northeurope", more=weak)
    main = theirs.folder / "main.tf"
    main.write_text(main.read_text().replace('["Microsoft.KeyVault", "Microsoft.Storage"]', '["Microsoft.Sql"]'))
    theirs.apply()
    stack = cluster(theirs, document())
    text = refusal(stack)
    assert "Key vault estate-keys uses access policies, so the role Key Vault Crypto User has no effect" in text
    assert "Run: az keyvault update --name estate-keys --enable-purge-protection true" in text
    assert "--service-endpoints Microsoft.Sql Microsoft.KeyVault" in text
    assert "Subnet batch does not have the service endpoint Microsoft.KeyVault" in text
    quiet = document(aksynth__vnet={"egressRanges": ["198.51.100.7/32"]}, aksynth__backup={"enabled": False})
    quiet = changed(quiet, "properties.aksynth.encryption.lookup", False)
    renew(stack, quiet)
    assert "Virtual network estate is in the region northeurope, and the cluster is in westeurope" in refusal(stack)
    blind = changed(quiet, "properties.aksynth.vnet.lookup", False)
    renew(stack, blind)
    stack.plan()
    renew(stack, changed(blind, "properties.aksynth.encryption.lookup", True))
    text = refusal_in(stack, "99999999-0000-0000-0000-0000000000aa")
    assert "vnetSubnetID is in subscription 00000000-0000-0000-0000-0000000000aa, and the cluster is in 99" in text
    assert "Key vault estate-keys uses access policies" in text  # Read with the provider of its subscription.


def refusal_in(stack: Stack, subscription: str) -> str:
    """What a plan in another subscription says."""
    before = stack.environment["ARM_SUBSCRIPTION_ID"]
    stack.environment["ARM_SUBSCRIPTION_ID"] = subscription
    text = refusal(stack)
    stack.environment["ARM_SUBSCRIPTION_ID"] = before
    return text


def test_vaults_by_public_addresses(environment: dict[str, str], tmp_path: Path) -> None:
    """In place of service endpoints: all vaults admit the outbound addresses, and *access* also the API ranges. The number
    of a version of the key never gets another key."""
    theirs = estate(tmp_path, environment, subnets=SUBNETS, more=KEYS)
    by_address = document(aksynth__vnet={"egressRanges": ["203.0.113.7/32"]}, aksynth__backup={"enabled": False})
    stack = cluster(theirs, by_address)
    warned = " ".join(stack.apply().stdout.replace("│", " ").split())
    assert "Key vault estate-keys does not admit 203.0.113.7/32, where the masters come from." in warned
    rules = {
        name: stack.values()[f"azurerm_key_vault.vaults_{name}"]["network_acls"][0]
        for name in ("masters", "nodes", "access")
    }
    assert {name: sorted(found["ip_rules"]) for name, found in rules.items()} == {
        "masters": ["203.0.113.7/32"],
        "nodes": ["203.0.113.7/32"],
        "access": ["198.51.100.0/24", "203.0.113.7/32"],
    }
    assert not any(found["virtual_network_subnet_ids"] for found in rules.values())
    renew(stack, changed(by_address, "properties.aksynth.encryption.keys", {"1": f"{KEY}/versions/{9:032x}"}))
    assert f'{9:032x}", but this cluster was created with' in refusal(stack)
