"""Ids of Azure resources."""

from __future__ import annotations

import pytest

from aksynth.resource_id import ResourceId, spelled

SUBNET = "/subscriptions/s/resourceGroups/g/providers/Microsoft.Network/virtualNetworks/v/subnets/n"


@pytest.mark.parametrize("text", [SUBNET, SUBNET.replace("resourceGroups", "resourcegroups")])
def test_parts(text: str) -> None:
    """Azure writes the fixed words in any case."""
    found = ResourceId.parse(text)
    assert (found.subscription, found.resource_group, found.names, found.name) == ("s", "g", ("v", "n"), "n")
    assert found.type == "Microsoft.Network/virtualNetworks/subnets"


@pytest.mark.parametrize(
    "text",
    [
        "",
        "v",
        "/subscriptions/s",
        "/subscriptions/s/resourceGroups/g",
        SUBNET.removesuffix("/n"),
        f"{SUBNET}/",
        SUBNET.removeprefix("/"),
        SUBNET.replace("/s/", "//"),
    ],
)
def test_not_an_id(text: str) -> None:
    with pytest.raises(ValueError, match="is not the id of a resource"):
        ResourceId.parse(text)


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        (SUBNET.lower(), SUBNET),
        (
            "/RESOURCEGROUPS/G/providers/microsoft.network/ROUTETABLES/T",
            "/resourceGroups/G/providers/Microsoft.Network/routeTables/T",
        ),
        (SUBNET.replace("Network/virtualNetworks", "Other/things"),) * 2,
        ("subnets", "subnets"),
    ],
)
def test_spelling(text: str, wanted: str) -> None:
    """azurerm requires the case of the fixed words, and Azure does not. Names stay as they are."""
    assert spelled(text) == wanted
