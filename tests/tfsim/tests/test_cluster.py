"""A whole cluster goes through its life."""

from __future__ import annotations

import base64
import gzip
import ipaddress
import time

import pytest
from resident import RESIDENT
from terraform_workspace import HERE, Stack


@pytest.fixture
def cluster(stack: Stack) -> Stack:
    stack.write((HERE / "configs/cluster.tf").read_text())
    return stack.init()


@pytest.mark.parametrize("started_by", ["Terraform", "the tests"])
def test_life(cluster: Stack, started_by: str) -> None:
    if started_by == "Terraform":
        del cluster.environment[RESIDENT]
    assert cluster.validate() == []
    actions = cluster.plan()
    assert len(actions) == 57
    assert set(map(tuple, actions.values())) == {("create",), ("read",)}
    cluster.run("apply", "-input=false", "plan")
    assert cluster.plan() == {}

    values, outputs = cluster.values(), cluster.outputs()
    group = "/subscriptions/00000000-0000-0000-0000-0000000000aa/resourceGroups/cluster"
    network = f"{group}/providers/Microsoft.Network"
    assert values["azurerm_resource_group.main"]["id"] == group
    assert values["azurerm_resource_group.main"]["location"] == "westeurope"
    subnet = values['azurerm_subnet.nodes["controllers"]']
    assert subnet["id"] == f"{network}/virtualNetworks/vnet/subnets/controllers"
    assert values["azurerm_lb_probe.api"]["id"] == f"{network}/loadBalancers/api/probes/api"
    rule = values["azurerm_lb_rule.api"]
    assert rule["frontend_ip_configuration_id"] == f"{network}/loadBalancers/api/frontendIPConfigurations/public"

    addresses = [ipaddress.ip_address(a) for a in outputs["addresses"]]
    assert len(set(addresses)) == 3
    assert all(address in ipaddress.ip_network("10.20.1.0/24") for address in addresses)
    suffix = values["random_string.suffix"]["result"]
    assert outputs["endpoint"] == f"https://cluster-{suffix}.westeurope.cloudapp.azure.com"
    key = values["azurerm_key_vault_key.disks"]
    assert key["id"] == f"https://kv-{suffix}.vault.azure.net/keys/disks/{key['version']}"

    machine = values["azurerm_linux_virtual_machine.controller[1]"]
    assert machine["private_ip_address"] == outputs["addresses"][1]
    assert machine["computer_name"] == "controller-1"
    document = gzip.decompress(base64.b64decode(machine["custom_data"])).decode()
    assert outputs["addresses"][1] in document

    cluster.destroy()
    assert cluster.values() == {}
    assert list((cluster.folder / ".terraform/tfsim-cloud").iterdir()) == []


def test_changes(cluster: Stack) -> None:
    cluster.apply()
    before = cluster.values()
    assert cluster.plan("-var=workers=3") == {
        "azurerm_linux_virtual_machine.worker[2]": ["create"],
        "azurerm_network_interface.worker[2]": ["create"],
    }
    assert cluster.plan("-var=workers=1") == {
        "azurerm_linux_virtual_machine.worker[1]": ["delete"],
        "azurerm_network_interface.worker[1]": ["delete"],
    }
    resized = cluster.plan("-var=size=Standard_D4s_v5")
    assert set(map(tuple, resized.values())) == {("update",)}
    assert len(resized) == 5
    assert cluster.plan("-var=location=westeurope") == {}
    moved = cluster.plan("-var=location=northeurope")
    assert moved["azurerm_resource_group.main"] == ["delete", "create"]
    assert moved["azurerm_linux_virtual_machine.controller[0]"] == ["delete", "create"]
    cluster.apply("-var=workers=3")
    after = cluster.values()
    assert {address: after[address] for address in before if ".worker" not in address} == {
        address: values for address, values in before.items() if ".worker" not in address
    }


def test_speed(cluster: Stack) -> None:
    """Far above what it takes on an idle machine; this is to notice when something goes very wrong."""
    start = time.monotonic()
    cluster.plan()
    cluster.run("apply", "-input=false", "plan")
    assert time.monotonic() - start < 60
