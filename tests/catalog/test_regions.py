"""Regions by name, in all clouds."""

from __future__ import annotations

import pytest

from aksynth.catalog import regions
from aksynth.catalog.data import read


def test_find() -> None:
    """A name or a display name, in any case."""
    region = regions.find("West US 2")
    assert region == regions.find("WESTUS2") is not None
    assert (region.name, region.display_name, region.cloud) == ("westus2", "West US 2", "AzureCloud")
    assert regions.find("moonbase1") is None


def test_normalise() -> None:
    assert [regions.normalise(text) for text in ("West US 2", " westus2 ", "US DoD East")] == [
        "westus2",
        "westus2",
        "usdodeast",
    ]


@pytest.mark.parametrize(
    ("name", "cloud"),
    [
        ("westeurope", "AzureCloud"),
        ("China North 3", "AzureChinaCloud"),
        ("usgovvirginia", "AzureUSGovernment"),
        ("usdodeast", "AzureUSGovernment"),
        ("mars", None),
    ],
)
def test_cloud(name: str, cloud: str | None) -> None:
    assert regions.cloud(name) == cloud


@pytest.mark.parametrize(
    ("name", "zones"),
    [
        ("westeurope", True),
        ("chinanorth3", True),
        ("usgovvirginia", True),
        ("ukwest", False),
        ("chinaeast2", False),
        ("westus", None),
        ("denmarkeast", None),
    ],
)
def test_availability_zones(name: str, zones: bool | None) -> None:
    region = regions.find(name)
    assert region is not None and region.availability_zones is zones


@pytest.mark.parametrize(
    ("slip", "meant"),
    [("westeuorpe", "westeurope"), ("West Europa", "westeurope"), ("usgov-virginia", "usgovvirginia"), ("mars", None)],
)
def test_closest(slip: str, meant: str | None) -> None:
    assert regions.closest(slip) == meant


@pytest.mark.parametrize(
    ("location", "domains"), [("westeurope", 3), ("West Europe", 3), ("centraluseuap", 1), ("westus2", 2), (None, 2)]
)
def test_fault_domains(location: str | None, domains: int) -> None:
    assert regions.fault_domains(location) == domains


def test_rows() -> None:
    """Names are the API's, and the regions of the fault domains are known."""
    content = read("regions")
    for name, (display_name, cloud, zones) in content["regions"].items():
        assert regions.normalise(display_name) == name
        assert cloud in ("AzureCloud", "AzureChinaCloud", "AzureUSGovernment")
        assert zones in (True, False, None)
    assert set(content["faultDomains"]) <= set(content["regions"])
