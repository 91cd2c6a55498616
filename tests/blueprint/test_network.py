"""Where the virtual network is."""

from __future__ import annotations

import json

import pytest
from clusters import blueprint, changed, example
from facts import FACTS

from aksynth.bootstrap.azure_json import azure_json

ID = "/subscriptions/s/resourceGroups/theirs/providers/Microsoft.Network/virtualNetworks/v/subnets/n"
BORROWED = {
    "properties.masterProfile.vnetSubnetID": ID,
    "properties.masterProfile.firstConsecutiveStaticIP": "10.9.0.5",
    "properties.agentPoolProfiles.0.vnetSubnetID": ID,
    "properties.aksynth.subnets": {ID: "10.9.0.0/16"},
}


@pytest.mark.parametrize(
    ("fields", "vnet", "subnet", "group"),
    [({}, "k8s-vnet-19857268", "k8s-subnet", FACTS.resource_group), (BORROWED, "v", "n", "theirs")],
)
def test_cloud_provider_finds_the_network(fields: dict[str, object], vnet: str, subnet: str, group: str) -> None:
    """In the resource group of an existing subnet, or in the cluster's own."""
    document = example("kubernetes")
    for path, value in fields.items():
        document = changed(document, path, value)
    found = json.loads(azure_json(blueprint(document), FACTS).content)
    assert (found["vnetName"], found["subnetName"], found["vnetResourceGroup"]) == (vnet, subnet, group)


AGENTS = ID.replace("subnets/n", "subnets/Agents")
OWN, OWN_AGENTS = "10.240.0.0/12", "10.248.0.0/13"
IN_SCALE_SET = {"properties.masterProfile.availabilityProfile": "VirtualMachineScaleSets"}
APART = {**BORROWED, "properties.agentPoolProfiles.0.vnetSubnetID": AGENTS}


@pytest.mark.parametrize(
    ("fields", "subnets", "pool"),
    [
        ({}, [("k8s-subnet", OWN, None)], "k8s-subnet"),
        (
            IN_SCALE_SET,
            [("subnetmaster", "10.240.0.0/16", None), ("subnetagent", OWN_AGENTS, None)],
            "subnetagent",
        ),
        (BORROWED, [("n", "10.9.0.0/16", ID)], "n"),
        ({**BORROWED, "properties.agentPoolProfiles.0.vnetSubnetID": ID.upper().replace("SUBSCRIPTIONS", "subscriptions")},
         [("n", "10.9.0.0/16", ID)], "n"),
        (APART, [("n", "10.9.0.0/16", ID), ("Agents", "", AGENTS)], "Agents"),
    ],
)  # fmt: skip
def test_subnets(fields: dict[str, object], subnets: list[tuple[str, str, str | None]], pool: str) -> None:
    """The masters' subnet comes first, and each subnet is there once, whatever its case."""
    document = example("kubernetes")
    for path, value in fields.items():
        document = changed(document, path, value)
    found = blueprint(document)
    assert [(subnet.name, subnet.prefix, subnet.id) for subnet in found.network.subnets] == subnets
    assert (found.masters.subnet, found.pools[0].subnet) == (subnets[0][0], pool)
