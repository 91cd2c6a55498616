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
