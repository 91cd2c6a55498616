"""Ids, names and outputs as references to an existing network: more cases of each rule."""

from __future__ import annotations

import json
from typing import Any

import pytest

from aksynth.apimodel import render
from aksynth.rules import example, read_string
from aksynth.rules.paths import SUBNET, VNET, A, K, M, X

HERE = SUBNET[SUBNET.index("/resourceGroups") :]
OUTPUT = "remoteState.network."
GROUP = HERE.partition("virtualNetworks")[0]
BLOB = {"resourceGroupName": "g", "storageAccountName": "s", "containerName": "c", "key": "k"}
STATE: dict[str, Any] = {"name": "network", "azurerm": BLOB}
STATES, LINKS = X + "remoteStates", X + "dnsLinks"


def network(start: str, **more: Any) -> dict[str, Any]:
    """A model whose subnets begin with `start`."""
    subnets = {f"{start}masters": "10.239.0.0/22", f"{start}agents": "10.239.4.0/22"}
    fields = {
        **VNET,
        M + "vnetSubnetID": f"{start}masters",
        A + "vnetSubnetID": f"{start}agents",
        X + "subnets": subnets,
    }
    return {**fields, **({STATES: [STATE]} if start == OUTPUT else {}), **more}


NAMES, OUTPUTS = network(HERE), network(OUTPUT)
KUBENET = {K + "networkPlugin": "kubenet"}
ENDPOINTS = X + "privateEndpoints"
ACCEPTED: dict[str, dict[str, Any]] = {
    "names": NAMES,
    "outputs": OUTPUTS,
    "a state in a file": {**OUTPUTS, STATES: [{"name": "network", "local": {"path": "network.tfstate"}}]},
    "keys of outputs": network(f"{OUTPUT}ids.", **{STATES: [STATE]}),
    "names of the same network in another case": {**NAMES, A + "vnetSubnetID": HERE.replace("ours", "OURS") + "agents"},
    "a route table by its name": {**NAMES, **KUBENET, X + "vnet.routeTable": f"{GROUP}routeTables/pods"},
    "a route table in an output": {**OUTPUTS, **KUBENET, X + "vnet.routeTable": f"{OUTPUT}table"},
    "Bastion in an output": {**OUTPUTS, X + "bastion.subnetId": f"{OUTPUT}bastion"},
    "Bastion by name": {**NAMES, X + "bastion.subnetId": f"{HERE}AzureBastionSubnet"},
    "zones in outputs": {
        **OUTPUTS,
        ENDPOINTS: {"subnetId": f"{OUTPUT}ends", "firstConsecutiveStaticIP": "10.239.9.8", "vaultZoneId": f"{OUTPUT}zone"},
    },
    "a placement group": {**OUTPUTS, A + "proximityPlacementGroupID": f"{OUTPUT}group"},
    "links": {**OUTPUTS, LINKS: {"hub": f"{OUTPUT}hub", "dns": f"{GROUP}virtualNetworks/dns"}},
}  # fmt: skip
_COMPUTE = "/resourceGroups/g/providers/Microsoft.Compute/"
REFUSED: list[tuple[str, dict[str, Any]]] = [
    ("A263", {A + "proximityPlacementGroupID": f"{OUTPUT}group"}),
    ("V102", {A + "proximityPlacementGroupID": f"{_COMPUTE}availabilitySets/close"}),
    ("V102", {A + "diskEncryptionSetID": f"/subscriptions/s{_COMPUTE}proximityPlacementGroups/close"}),
    ("V71", {**OUTPUTS, A + "vnetSubnetID": "remoteState.network", X + "subnets": None}),
    ("V71", {**OUTPUTS, A + "vnetSubnetID": f"{OUTPUT}a b", X + "subnets": None}),
    ("V71", {**OUTPUTS, A + "vnetSubnetID": f'{OUTPUT}subnets["agents"]', X + "subnets": None}),
    ("V71", {**NAMES, A + "vnetSubnetID": f"{GROUP}virtualNetworks/ours", X + "subnets": None}),
    ("V72", {**NAMES, A + "vnetSubnetID": HERE.replace("ours", "theirs") + "agents", X + "subnets": None}),
    ("A182", {**NAMES, **KUBENET, X + "vnet.routeTable": f"{GROUP}routeTable/pods"}),
    ("A193", {**VNET, X + "bastion.subnetId": f"{OUTPUT}bastion", STATES: [STATE]}),
    ("A193", {**NAMES, X + "bastion.subnetId": f"{HERE}agents"}),
    ("A243", {ENDPOINTS: {"enabled": True, "vaultZoneId": f"{GROUP}privateDnsZones/example.com"}}),
    ("A260", {LINKS: {"Hub": f"{GROUP}virtualNetworks/hub"}}),
    ("A260", {LINKS: {"hub": f"{HERE}agents"}}),
    ("A261", {LINKS: {"a": f"{GROUP}virtualNetworks/hub", "b": f"{GROUP}virtualNetworks/HUB"}}),
    ("A261", {**NAMES, LINKS: {"own": HERE.partition("/subnets")[0]}}),
    ("A261", {**OUTPUTS, LINKS: {"a": f"{OUTPUT}hub", "b": f"{OUTPUT}hub"}}),
    ("A262", {**OUTPUTS, STATES: [STATE, STATE]}),
    ("A262", {**OUTPUTS, STATES: [STATE, {**STATE, "name": "Network"}]}),
    ("A262", {**OUTPUTS, STATES: [{**STATE, "local": {"path": "network.tfstate"}}]}),
    ("A262", {**OUTPUTS, STATES: [{**STATE, "azurerm": {**BLOB, "key": ""}}]}),
    ("A262", {**OUTPUTS, STATES: [{"name": "network", "local": {}}]}),
    ("A263", {STATES: [STATE], LINKS: {"hub": "remoteState.hub.id", "other": f"{OUTPUT}id"}}),
    ("A264", {**NAMES, A + "vnetSubnetID": SUBNET + "agents", X + "subnets": None}),
    ("A264", {**OUTPUTS, ENDPOINTS: {"subnetId": f"{HERE}ends", "firstConsecutiveStaticIP": "10.239.9.8"}}),
    ("A265", {**OUTPUTS, ENDPOINTS: {"subnetId": f"{OUTPUT}x.agents", "firstConsecutiveStaticIP": "10.239.9.8"}}),
]  # fmt: skip


@pytest.mark.parametrize("name", ACCEPTED)
def test_accepted(name: str) -> None:
    reading = read_string(json.dumps(example(ACCEPTED[name])))
    assert [fault for fault in reading.faults if fault.severity == "error"] == []


@pytest.mark.parametrize(("rule", "patch"), REFUSED)
def test_refused(rule: str, patch: dict[str, Any]) -> None:
    """By this rule, and no other error follows from it."""
    reading = read_string(json.dumps(example(patch)))
    assert {fault.rule for fault in reading.faults if fault.severity == "error"} == {rule}, reading.faults


@pytest.mark.parametrize("key", ["accessKey", "access_key", "sasToken", "clientSecret"])
def test_states_have_no_secrets(key: str) -> None:
    """There is no field for a credential, and its value is not repeated."""
    patch = {**OUTPUTS, STATES: [{**STATE, "azurerm": {**BLOB, key: "c2VjcmV0LXNlY3JldA"}}]}
    reading = read_string(json.dumps(example(patch), indent=2))
    assert [fault.rule for fault in reading.faults if fault.severity == "error"] == ["V1"]
    shown = render(reading.faults, "model.json") + reading.text
    assert "c2VjcmV0" not in shown
