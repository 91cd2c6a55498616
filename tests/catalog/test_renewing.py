"""Renewals: nothing known is lost, once more changes nothing, and wrong values are named."""

from __future__ import annotations

import json
from datetime import date
from importlib.resources import files
from typing import Any

import pytest

from aksynth.catalog.data import read
from aksynth.catalog.refresh import CATALOGS, refreshed
from aksynth.catalog.refresh.capabilities import COLUMNS
from aksynth.catalog.refresh.form import write

TODAY = date(2026, 12, 1)


def sku(name: str, location: str = "westeurope", zones: list[str] | None = None, **capabilities: str) -> dict[str, Any]:
    """A record of the Resource SKU API."""
    return {
        "resourceType": "virtualMachines",
        "name": name,
        "capabilities": [{"name": key, "value": value} for key, value in capabilities.items()],
        "locationInfo": [{"location": location, "zones": zones or [], "zoneDetails": []}],
        "restrictions": [],
    }


def sizes(*skus: dict[str, Any]) -> dict[str, dict[str, Any]]:
    """All sizes of the renewed catalog, by column."""
    content = json.loads(refreshed("vm-sizes", json.dumps(skus), TODAY)[1])
    return {name: dict(zip(content["columns"], row, strict=True)) for name, row in content["sizes"].items()}


def before(name: str) -> dict[str, Any]:
    content = read("vm_sizes")
    return dict(zip(content["columns"], content["sizes"][name], strict=True))


def as_published(name: str) -> dict[str, Any]:
    """The catalog's own knowledge of a size, in the API's words."""
    units = {"cachedDiskGiB": 2**30, "resourceDiskGiB": 1024, "nvmeDiskGiB": 1024, "nvmePerDiskGiB": 1024}
    known = {title: value for title, value in before(name).items() if title in COLUMNS and value is not None}
    words = {"amd64": "x64", "arm64": "Arm64"}
    texts = {
        COLUMNS[title].capability: words.get(str(value), str(int(value * units[title]) if title in units else value))
        for title, value in known.items()
    }
    return sku(name, **texts)


SAMPLE = [
    "Standard_A0",
    "Standard_B2s",
    "Standard_D2_v3",
    "Standard_D2s_v3",
    "Standard_D4ds_v5",
    "Standard_D128ds_v6",
    "Standard_D4pds_v6",
    "Standard_DS11-1_v2",
]


@pytest.mark.parametrize("name", SAMPLE)
def test_there_and_back(name: str) -> None:
    """What the API would say of a known size gives the same row; only what a family rule filled is now certain."""
    new = sizes(as_published(name))[name]
    known = {title: value for title, value in before(name).items() if value is not None}
    assert {**new, **known, "derived": "t"} == new


def test_all_columns_are_upstream_s_or_named() -> None:
    assert set(read("vm_sizes")["columns"]) - set(COLUMNS) == {"nestedVirtualization", "zones", "derived"}
    assert set(read("vm_sizes")["derived"].values()) <= set(read("vm_sizes")["columns"])


def test_silence_keeps() -> None:
    """A capability that a record leaves out stays as it was; disks that it leaves out are none."""
    old, new = before("Standard_B2s"), sizes(sku("STANDARD_B2S", vCPUs="2"))["Standard_B2s"]
    assert new == {**old, "cachedDiskGiB": 0, "derived": "eht"}


def test_regions_of_a_size() -> None:
    """All records of a size make one row; zones are those of any region."""
    found = sizes(
        sku("Standard_D2s_v99", "westus2", ["3", "1"], vCPUs="2", MemoryGB="8"),
        sku("Standard_D2s_v99", "eastus", ["2"], vCPUs="2", MaxDataDiskCount="4", NvmeDiskSizeInMiB="1831054"),
        sku("Standard_D2s_v99", "westus", [], vCPUs="2"),
    )["Standard_D2s_v99"]
    assert (found["zones"], found["memoryGiB"], found["maxDataDisks"], found["nvmeDiskGiB"]) == ("1,2,3", 8, 4, 1788.1)
    assert found["premiumIO"] is None and found["nestedVirtualization"] is None


def test_no_zone_proves_nothing() -> None:
    assert sizes(sku("Standard_D2s_v3", vCPUs="2"))["Standard_D2s_v3"]["zones"] is None


def test_unsupported_ephemeral_disks() -> None:
    found = sizes(sku("Standard_D2s_v99", vCPUs="2", EphemeralOSDiskSupported="False"))["Standard_D2s_v99"]
    assert (found["ephemeralOsDisk"], found["ephemeralPlacements"]) == (False, "")


@pytest.mark.parametrize(
    ("capability", "value"),
    [("vCPUs", "two"), ("MemoryGB", "8,5"), ("PremiumIO", "perhaps"), ("CachedDiskBytes", ""), ("MemoryGB", "inf")],
)
def test_wrong_values(capability: str, value: str) -> None:
    """The error names the size and what it has."""
    with pytest.raises(ValueError, match=rf"gives: Standard_D2s_v3 has {capability} '{value}'$"):
        sizes(sku("Standard_D2s_v3", **{capability: value}))


LOCATIONS = [
    {"name": "westus", "displayName": "West US", "availabilityZoneMappings": None, "metadata": {"regionType": "Physical", "geography": "United States"}},
    {"name": "ukwest", "displayName": "UK West", "availabilityZoneMappings": [{"logicalZone": "1", "physicalZone": "ukwest-az1"}], "metadata": {"regionType": "Physical"}},
    {"name": "westeurope", "displayName": "West Europe", "metadata": {"regionType": "Physical"}},
    {"name": "eastusstg", "displayName": "East US STG", "metadata": {"regionType": "Physical", "geography": "Stage (US)"}},
    {"name": "europe", "displayName": "Europe", "metadata": {"regionType": "Logical"}},
]  # fmt: skip


def test_zones_of_regions() -> None:
    """A mapping proves zones, its absence nothing; stages and continents hold no machines."""
    found = json.loads(refreshed("regions", json.dumps(LOCATIONS), TODAY)[1])["regions"]
    assert [found[name][2] for name in ("westus", "ukwest", "westeurope")] == [None, True, True]
    assert set(found) == set(read("regions")["regions"])


def test_two_clouds() -> None:
    """Nobody is logged in to two clouds: such a file was put together by hand."""
    china = {"name": "chinaeast2", "displayName": "China East 2", "metadata": {"regionType": "Physical"}}
    with pytest.raises(ValueError, match="no region of one known cloud"):
        refreshed("regions", json.dumps([*LOCATIONS, china]), TODAY)


IMAGES = [
    {"architecture": "x64", "publisher": "Canonical", "offer": "ubuntu-24_04-lts", "sku": name, "version": "24.04.202611010"}
    for name in ("server", "server-gen1", "server-arm64", "minimal")
]  # fmt: skip


def test_similar_offers() -> None:
    """A SKU of an offer whose name only begins the same does not count."""
    daily = [{**IMAGES[2], "offer": "ubuntu-24_04-lts-daily"}]
    with pytest.raises(ValueError, match="server-arm64 is offered no more"):
        refreshed("images", json.dumps([*IMAGES[:2], *daily]), TODAY)


def schedule(release: str, patches: str) -> str:
    others = "".join(f"- release: '1.{minor}'\n  endOfLifeDate: '2027-10-28'\n" for minor in (35, 37))
    return f"schedules:\n{others}- release: {release}\n  endOfLifeDate: 2027-07-01\n  previousPatches:{patches}\n"


@pytest.mark.parametrize(
    ("patches", "newest"),
    [
        ("\n  - release: 1.36.9\n  - release: 1.36.10", "1.36.10"),
        ("\n  - release: 1.36.0", "1.36.4"),
        ("", "1.36.4"),
        (" []", "1.36.4"),
    ],
)
def test_patches(patches: str, newest: str) -> None:
    """The newest by number; no schedule takes a patch back."""
    minor = json.loads(refreshed("kubernetes", schedule("1.36", patches), TODAY)[1])["minors"]["1.36"]
    assert (minor["patch"], minor["endOfLife"]) == (newest, "2027-07-01")
    assert minor["components"] == read("kubernetes")["minors"]["1.36"]["components"]


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("schedules: [{release: 1.x}]", "schedules.0.release"),
        ("a: [", "no YAML"),
        ("[]", "the file"),
        ("schedules: [{}]", "schedules.0.release"),
    ],
)
def test_wrong_schedules(text: str, place: str) -> None:
    with pytest.raises(ValueError, match=rf"this is not what .* gives: {place}") as caught:
        refreshed("kubernetes", text, TODAY)
    assert "\n" not in str(caught.value)


SOURCES = {
    "vm-sizes": json.dumps(
        [as_published(name) for name in SAMPLE] + [sku("Standard_D2s_v99", "eastus", ["1"], vCPUs="2")]
    ),
    "regions": json.dumps(LOCATIONS),
    "images": json.dumps(IMAGES),
    "kubernetes": schedule("1.36", "\n  - release: 1.36.9"),
    "pause": "".join(
        f"registry.k8s.io/kube-apiserver:v{minor}.9\nregistry.k8s.io/pause:3.11.1\n"
        for minor in ("1.35", "1.36", "1.37")
    ),
    "acr-credential-provider": json.dumps(
        {
            "Packages": [
                {
                    "name": "azure-acr-credential-provider-pmc",
                    "downloadURIs": {"ubuntu": {"r2404": {"latestVersion": "1.36.99-ubuntu24.04u1"}}},
                }
            ]
        }
    ),
    "ip-masq-agent": json.dumps({"name": "oss/v2/azure/ip-masq-agent-v2", "tags": ["v0.1.17-1"]}),
}
TAGS = "".join(
    f"{'0' * 40}\trefs/tags/{source.get('prefix', 'v')}{line}{'.99' if line.count('.') else '.99.0'}\n"
    for source in read("kubernetes")["sources"].values()
    if source["form"] == "git"
    for line in ([source["line"]] if "line" in source else read("kubernetes")["minors"])
)
"""What git ls-remote prints, with a newer release of every component."""


@pytest.mark.parametrize("catalog", CATALOGS)
def test_once_more(catalog: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """The same source on the same day changes nothing more, and a catalog that was read stays as it was."""
    old = json.dumps(read(CATALOGS[catalog][0]))
    _, text = refreshed(catalog, SOURCES.get(catalog, TAGS), TODAY)
    assert json.dumps(read(CATALOGS[catalog][0])) == old
    monkeypatch.setattr("aksynth.catalog.refresh.read", lambda name: json.loads(text))
    assert refreshed(catalog, SOURCES.get(catalog, TAGS), TODAY)[1] == text


@pytest.mark.parametrize("file", sorted({file for file, _, _ in CATALOGS.values()}))
def test_form(file: str) -> None:
    """The files are as a renewal writes them, so that a difference shows facts alone."""
    text = files("aksynth.catalog").joinpath(f"{file}.json").read_text("utf-8")
    assert write(read(file)) == text
    assert len(text) < 250_000


def test_a_record_a_line() -> None:
    for file, key in (("vm_sizes", "sizes"), ("regions", "regions")):
        lines = write(read(file)).splitlines()
        assert all(any(line.startswith(f'    "{name}": [') for line in lines) for name in list(read(file)[key])[:20])
