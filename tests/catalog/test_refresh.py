"""Catalogs renewed from what their publishers give."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

import pytest

from aksynth.catalog import regions, vm_sizes
from aksynth.catalog.data import read
from aksynth.catalog.refresh import refreshed

TODAY = date(2026, 12, 1)
SKU = {
    "resourceType": "virtualMachines",
    "name": "Standard_D2s_v3",
    "capabilities": [
        {"name": name, "value": value}
        for name, value in {
            "vCPUs": "2", "MemoryGB": "8", "MaxDataDiskCount": "4", "MaxNetworkInterfaces": "2",
            "CachedDiskBytes": "53687091200", "MaxResourceVolumeMB": "16384", "PremiumIO": "True",
            "EphemeralOSDiskSupported": "True", "SupportedEphemeralOSDiskPlacements": "ResourceDisk,CacheDisk",
            "AcceleratedNetworkingEnabled": "True", "HyperVGenerations": "V1,V2", "CpuArchitectureType": "x64",
        }.items()
    ],
}  # fmt: skip
REGION = {"name": "westeurope", "displayName": "West Europe", "metadata": {"regionType": "Physical"}}
NEW_REGION = {"name": "moonbase1", "displayName": "Moon Base 1", "metadata": {"regionType": "Physical"}}
IMAGES = [
    {"publisher": "Canonical", "offer": "ubuntu-24_04-lts", "sku": sku, "version": "24.04.1"}
    for sku in ("server", "server-gen1", "server-arm64")
]
_ARM64 = "flatcar-container-linux-corevm"
FLATCAR = [
    {"publisher": "kinvolk", "offer": offer, "sku": sku, "version": "4593.2.5"}
    for offer, sku in ((_ARM64, "stable"), (f"{_ARM64}-amd64", "stable"), (f"{_ARM64}-amd64", "stable-gen2"))
]
"""The list of the first offer, whose name the second one begins with."""
SCHEDULE = """
schedules:
- {release: 1.37, endOfLifeDate: 2027-10-28, previousPatches: [{release: 1.37.2}, {release: 1.37.1}]}
- {release: 1.36, endOfLifeDate: 2027-06-28, previousPatches: [{release: 1.36.10}, {release: 1.36.4}]}
- {release: 1.35, endOfLifeDate: 2027-02-28}
"""


def renewed(catalog: str, source: Any) -> dict[str, Any]:
    text = source if isinstance(source, str) else json.dumps(source)
    content: dict[str, Any] = json.loads(refreshed(catalog, text, TODAY)[1])
    rows = [*content.values(), *content.get("sources", {}).values()]
    reads = [row["read"] for row in rows if isinstance(row, dict) and "read" in row]
    assert content["date"] == min(reads, default="2026-12-01")
    return content


def test_vm_sizes() -> None:
    """The API's words give the row that the catalog has, and add sizes; none goes."""
    new = {**SKU, "name": "Standard_D2s_v99"}
    sizes = renewed("vm-sizes", [SKU, new, {"resourceType": "disks", "name": "P10"}])["sizes"]
    assert sizes["Standard_D2s_v3"] == read("vm_sizes")["sizes"]["Standard_D2s_v3"]
    assert sizes["Standard_D2s_v99"][read("vm_sizes")["columns"].index("nestedVirtualization")] is None
    assert set(sizes) == {*read("vm_sizes")["sizes"], "Standard_D2s_v99"}


def test_regions() -> None:
    """New regions come in under the cloud of those that are known with them; logical ones do not."""
    logical = {"name": "europe", "displayName": "Europe", "metadata": {"regionType": "Logical"}}
    found = renewed("regions", [REGION, NEW_REGION, logical])["regions"]
    assert found["moonbase1"] == ["Moon Base 1", "AzureCloud", None]
    assert "europe" not in found and "usgovvirginia" in found


def test_images() -> None:
    """Nothing changes while all are offered; where one is not, that is said."""
    content = renewed("images", IMAGES)
    assert content["ubuntu-24.04"] == {**read("images")["ubuntu-24.04"], "read": "2026-12-01"}
    assert content["flatcar"] == read("images")["flatcar"]
    with pytest.raises(ValueError, match="server-arm64 is offered no more"):
        refreshed("images", json.dumps(IMAGES[:2]), TODAY)
    assert renewed("images", FLATCAR)["flatcar"]["read"] == "2026-12-01"
    with pytest.raises(ValueError, match="stable-gen2 is offered no more"):
        refreshed("images", json.dumps(FLATCAR[:2]), TODAY)


def test_kubernetes() -> None:
    """The newest patch by number, the end of life as the schedule has it."""
    minors = renewed("kubernetes", SCHEDULE)["minors"]
    assert [minors[minor]["patch"] for minor in ("1.35", "1.36", "1.37")] == ["1.35.9", "1.36.10", "1.37.2"]
    with pytest.raises(ValueError, match=r"1\.35 is not scheduled any more"):
        refreshed("kubernetes", "schedules: [{release: 1.36}, {release: 1.37}]", TODAY)


@pytest.mark.parametrize("catalog", ["vm-sizes", "regions", "images", "kubernetes"])
@pytest.mark.parametrize("text", ["[]", "{}", "[1]", '[{"name": 1}]', "null", "schedules: 3"])
def test_other_files(catalog: str, text: str) -> None:
    """Anything else is one error that says what was expected."""
    with pytest.raises(ValueError, match="this is not what"):
        refreshed(catalog, text, TODAY)


def test_sizes() -> None:
    """Known facts of well-known sizes, in any case; unknown ones have neighbours."""
    size = vm_sizes.find("STANDARD_d2s_V3")
    assert size is not None
    assert (size.vcpus, size.cached_disk_gib, size.capacity("CacheDisk"), size.premium_io) == (2, 50, 50, True)
    older = vm_sizes.find("Standard_DS2_v2")
    assert older is not None and older.cached_disk_gib == 86
    assert (vm_sizes.find("Standard_D99_v99"), vm_sizes.closest("Standard_D2s_v33")) == (None, "Standard_D2s_v3")


def test_region_names() -> None:
    """A region is found in any spelling."""
    region = regions.find("West Europe")
    assert region is not None and (region.name, region.cloud) == ("westeurope", "AzureCloud")
    assert (regions.find("mars"), regions.closest("westeurop")) == (None, "westeurope")
