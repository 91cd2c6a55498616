"""What the cloud provider reads of the cluster."""

from __future__ import annotations

import pytest
from clusters import blueprint, changed, example
from facts import FACTS

from aksynth.bootstrap.azure_json import azure_json

TABLE = "/subscriptions/00000000-0000-0000-0000-0000000000aa/resourceGroups/estate/providers/Microsoft.Network/routeTables/estate"


@pytest.mark.parametrize(
    ("choice", "name", "group"), [("manual", "k8s-master-13754447-routetable", None), (TABLE, "estate", "estate")]
)
def test_cloud_provider_finds_the_route_table(choice: str, name: str, group: str | None) -> None:
    """In the cluster's resource group, or where it is."""
    document = changed(example("network/kubenet-custom-vnet"), "properties.aksynth.vnet.routeTable", choice)
    text = azure_json(blueprint(document), FACTS).content
    assert f'"routeTableName": "{name}"' in text
    assert ('"routeTableResourceGroup": "estate"' in text) is (group is not None)
