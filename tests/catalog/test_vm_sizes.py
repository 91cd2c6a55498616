"""What the catalog says of sizes that people know."""

from __future__ import annotations

import typing
from dataclasses import fields

import pytest

from aksynth.catalog import vm_sizes
from aksynth.catalog.data import read
from aksynth.catalog.vm_sizes import VmSize

KNOWN: dict[str, dict[str, object]] = {
    "Standard_D2s_v3": {"vcpus": 2, "memory_gib": 8, "cached_disk_gib": 50, "resource_disk_gib": 16, "max_nics": 2, "max_data_disks": 4, "premium_io": True, "derived": ("nested_virtualization",)},
    "Standard_DS2_v2": {"memory_gib": 7, "cached_disk_gib": 86, "resource_disk_gib": 14, "nested_virtualization": False},
    "Standard_B2s": {"cached_disk_gib": 30, "accelerated_networking": False, "max_nics": None},
    "Standard_D2_v3": {"premium_io": False, "ephemeral_os_disk": False, "ephemeral_placements": (), "hyper_v_generations": ("V1",)},
    "Standard_D1_v2": {"memory_gib": 3.5},
    "Standard_B1ls": {"memory_gib": 0.5},
    "Standard_D4s_v5": {"ephemeral_os_disk": False, "ephemeral_placements": ()},
    "Standard_D4ds_v5": {"cached_disk_gib": 100, "resource_disk_gib": 150, "ephemeral_placements": ("ResourceDisk", "CacheDisk")},
    "Standard_D16ads_v6": {"ephemeral_placements": ("NvmeDisk",), "nvme_disk_gib": 880, "nvme_per_disk_gib": 440, "hyper_v_generations": ("V2",)},
    "Standard_D128ds_v6": {"nvme_disk_gib": 7040, "nvme_per_disk_gib": 1760},
    "Standard_D4pds_v6": {"cpu_architecture": "arm64", "premium_io": True},
    "Standard_DS11-1_v2": {"vcpus": 2, "vcpus_available": 1},
    "Standard_NV12s_v3": {"gpus": 1},
    "Standard_D2ads_v7": {"nvme_disk_gib": None, "ephemeral_placements": ("NvmeDisk",), "zones": None},
}  # fmt: skip


@pytest.mark.parametrize(("name", "facts"), KNOWN.items(), ids=str)
def test_known(name: str, facts: dict[str, object]) -> None:
    size = vm_sizes.find(name)
    assert size is not None
    assert {field: getattr(size, field) for field in facts} == facts


def test_find() -> None:
    """Any case finds a size, which then has the API's spelling."""
    size = vm_sizes.find("STANDARD_d2S_V3")
    assert size is not None and size.name == "Standard_D2s_v3"
    assert vm_sizes.find("Standard_D2s_v99") is None


def test_room() -> None:
    size = vm_sizes.find("Standard_D4ds_v5")
    assert size is not None
    assert [size.capacity(placement) for placement in ("CacheDisk", "ResourceDisk", "NvmeDisk")] == [100, 150, 0]


@pytest.mark.parametrize(
    ("slip", "meant"),
    {
        "Standard_D2sv3": "Standard_D2s_v3",
        "D2s_v3": "Standard_D2s_v3",
        "Standrad_D2s_v3": "Standard_D2s_v3",
        "standard-d2s-v3": "Standard_D2s_v3",
        "Standard_D2s_v33": "Standard_D2s_v3",
        "standard_ds2v2": "Standard_DS2_v2",
        "Standard_Enormous": None,
        "": None,
    }.items(),
)
def test_closest(slip: str, meant: str | None) -> None:
    assert vm_sizes.closest(slip) == meant


def test_types() -> None:
    """Every size has in every field what the field says; a whole number will do where a fraction may stand."""
    hints = typing.get_type_hints(VmSize)
    for name in read("vm_sizes")["sizes"]:
        size = vm_sizes.find(name)
        assert size is not None
        for field in fields(VmSize):
            value, kinds = getattr(size, field.name), typing.get_args(hints[field.name])
            if isinstance(value, tuple):
                assert all(isinstance(part, str) and part for part in value), (name, field.name)
            elif kinds and kinds[0] is not Ellipsis:
                allowed = {*kinds, int} if float in kinds else set(kinds)
                assert type(value) in allowed, (name, field.name, value)


def test_sense() -> None:
    """What the columns say of each other holds."""
    for name in read("vm_sizes")["sizes"]:
        size = vm_sizes.find(name)
        assert size is not None
        assert size.vcpus and size.vcpus_available and size.vcpus_available <= size.vcpus, name
        assert size.memory_gib != 0, name
        assert size.ephemeral_os_disk is not False or size.ephemeral_placements == (), name
        assert set(size.ephemeral_placements or ()) <= {"CacheDisk", "ResourceDisk", "NvmeDisk"}, name
        assert set(size.hyper_v_generations or ()) <= {"V1", "V2"}, name
        assert size.cpu_architecture in ("amd64", "arm64"), name
