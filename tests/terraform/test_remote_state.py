"""A cluster whose network is in the state of another configuration."""

from __future__ import annotations

import base64
import gzip
import json
import re
from dataclasses import dataclass, field
from typing import Any

import pytest
from clusters import changed, example
from terraform_workspace import Stack

from .estate import estate, objects
from .lives import renew, workspace
from .test_custom_vnet import refusal

SUBNETS = {"masters": "10.20.0.0/24", "agents": "10.20.4.0/22", "endpoints": "10.20.8.0/28"}
OUTPUTS = """
resource "azurerm_virtual_network" "hub" {
  name                = "hub"
  address_space       = ["10.30.0.0/16"]
  resource_group_name = azurerm_resource_group.estate.name
  location            = "westeurope"
}
resource "azurerm_subnet" "hub" {
  name                 = "resolver"
  virtual_network_name = azurerm_virtual_network.hub.name
  resource_group_name  = azurerm_resource_group.estate.name
  address_prefixes     = ["10.30.0.0/24"]
}
output "subnet_ids" {
  value = {
    masters   = azurerm_subnet.masters.id
    agents    = azurerm_subnet.agents.id
    endpoints = azurerm_subnet.endpoints.id
    resolver  = azurerm_subnet.hub.id
  }
}
output "own_id" { value = azurerm_virtual_network.estate.id }
output "hub_id" { value = azurerm_virtual_network.hub.id }
"""
MODEL = example("network/remote-state")
OUTPUT, GROUP = "remoteState.network.", "/resourceGroups/estate/providers/Microsoft.Network/virtualNetworks/"
STATE = "data.terraform_remote_state.remote-state_network"
SUBSCRIPTION = "/subscriptions/00000000-0000-0000-0000-0000000000aa"


@pytest.fixture(scope="module")
def theirs(environment: dict[str, str], tmp_path_factory: pytest.TempPathFactory) -> Stack:
    return estate(tmp_path_factory.mktemp("estate"), environment, subnets=SUBNETS, more=OUTPUTS)


def local(theirs: Stack, document: dict[str, Any]) -> dict[str, Any]:
    """The document with the state of the network in its file."""
    state = {"name": "network", "local": {"path": str(theirs.folder / "terraform.tfstate")}}
    return changed(document, "properties.aksynth.remoteStates", [state])


def with_ids(start: str) -> dict[str, Any]:
    """The same model with ids in place of outputs."""
    text = json.dumps(MODEL).replace(f"{OUTPUT}subnet_ids.", f"{start}{GROUP}estate/subnets/")
    document: dict[str, Any] = json.loads(text.replace(f"{OUTPUT}hub_id", f"{start}{GROUP}hub"))
    return changed(document, "properties.aksynth.remoteStates", ...)


@dataclass
class Life:
    values: dict[str, dict[str, Any]]
    plans: dict[str, Any] = field(default_factory=dict)
    left: dict[str, Any] = field(default_factory=dict)


@pytest.fixture(scope="module")
def before(theirs: Stack) -> dict[str, str]:
    return objects(theirs)


@pytest.fixture(scope="module")
def life(theirs: Stack, before: dict[str, str]) -> Life:
    """Apply, plan again in each form of the references, and destroy."""
    document = local(theirs, MODEL)
    stack = workspace(theirs.folder / "cluster", theirs.environment, document).init()
    stack.apply()
    found = Life(stack.values())
    forms = {"outputs": document, "names": with_ids(""), "ids": with_ids(SUBSCRIPTION)}
    for name, form in forms.items():
        renew(stack, form)
        found.plans[name] = stack.plan()
    renew(stack, changed(document, "properties.aksynth.protect", False))
    stack.apply()
    stack.destroy("-refresh=false")
    found.left = stack.values()
    return found


def test_life(life: Life) -> None:
    """A cluster keeps everything if references by output, by name and by id take each other's place."""
    assert life.plans == {"outputs": {}, "names": {}, "ids": {}}
    assert life.left == {}


def test_network_stays_as_it_was(theirs: Stack, before: dict[str, str], life: Life) -> None:
    """Byte for byte, and its owner's plan changes nothing."""
    after = objects(theirs)
    assert {name: after.get(name) for name in before} == before
    assert theirs.plan() == {}


def test_cluster_is_in_the_network(life: Life) -> None:
    """Machines, load balancer, endpoints and roles are in the subnets of the outputs, and the hub has the zones."""
    network = f"{SUBSCRIPTION}{GROUP}estate"
    ids = {name: f"{network}/subnets/{name}" for name in SUBNETS}
    values = life.values
    (slot, *_) = values["azurerm_network_interface.masters_0_nic"]["ip_configuration"]
    (nic,) = values["azurerm_linux_virtual_machine_scale_set.pools_general"]["network_interface"]
    assert slot["subnet_id"] == ids["masters"]
    assert {part["subnet_id"] for part in nic["ip_configuration"]} == {ids["agents"]}
    assert values["azurerm_private_endpoint.endpoints_masters"]["subnet_id"] == ids["endpoints"]
    roles = {v["scope"] for a, v in values.items() if a.startswith("azurerm_role_assignment") and GROUP in v["scope"]}
    assert roles == {ids["masters"], ids["agents"]}
    kind = "azurerm_private_dns_zone_virtual_network_link."
    links = {
        a.removeprefix(kind): v["virtual_network_id"].rpartition("/")[2]
        for a, v in values.items()
        if a.startswith(kind)
    }
    zones = ("api_zone-link", "endpoints_vault-zone_link", "endpoints_blob-zone_link")
    assert links == dict.fromkeys(zones, "estate") | {f"{zone}-hub": "hub" for zone in zones}


def test_cloud_provider_finds_the_network(life: Life) -> None:
    """By the names in the outputs, which only Terraform knows."""
    packed = life.values["azurerm_linux_virtual_machine.masters_0"]["custom_data"]
    text = gzip.decompress(base64.b64decode(packed)).decode()
    found = {key: re.findall(f'"{key}": "(.*)"', text) for key in ("vnetName", "vnetResourceGroup", "subnetName")}
    assert found == {"vnetName": ["estate"], "vnetResourceGroup": ["estate"], "subnetName": ["masters"]}


def test_outputs_are_copied(life: Life) -> None:
    """The documentation says that the state of the cluster has all outputs of the other one."""
    assert set(life.values[STATE]["outputs"]["value"]) == {"subnet_ids", "hub_id", "own_id"}


@pytest.fixture(scope="module")
def desk(theirs: Stack) -> Stack:
    """A place for stacks that are not applied."""
    return workspace(theirs.folder / "desk", theirs.environment, MODEL).init()


REFUSED = [
    (
        {"subnet_ids.masters": "subnet_ids.nothing", "subnet_ids.agents": "hub_id"},
        [
            "The output subnet_ids.nothing of remote state network must be the id of a resource of type "
            "Microsoft.Network/virtualNetworks/subnets. The outputs of this state are: hub_id, own_id, subnet_ids.",
            "The output hub_id of remote state network must be",
        ],
    ),
    (
        {"subnet_ids.agents": "subnet_ids.resolver", "hub_id": "own_id", '"10.20.8.0/28"': '"10.20.8.0/27"'},
        [
            f"Subnet {SUBSCRIPTION}{GROUP}hub/subnets/resolver is not in the virtual network "
            f"{SUBSCRIPTION}{GROUP}estate of the masters.",
            f"{SUBSCRIPTION}{GROUP}estate is the virtual network of the cluster, which has a link already.",
            "Subnet endpoints has the range 10.20.8.0/28, and properties.aksynth.subnets has 10.20.8.0/27.",
        ],
    ),
]


@pytest.mark.parametrize(("words", "said"), REFUSED)
def test_outputs_are_proved_at_plan(theirs: Stack, desk: Stack, words: dict[str, str], said: list[str]) -> None:
    """An output that is missing, that is no subnet, of another network or range, or the network itself as its peer."""
    text = json.dumps(MODEL)
    for word, other in words.items():
        text = text.replace(word, other)
    renew(desk, local(theirs, json.loads(text)))
    found = refusal(desk)
    assert [part for part in said if part not in found] == [], found


def test_example_is_valid(desk: Stack) -> None:
    """Terraform accepts the arguments of a state in a storage container."""
    renew(desk, MODEL)
    assert desk.validate() == []
