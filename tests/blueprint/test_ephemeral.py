"""Where ephemeral OS disks are stored, and which sizes have room for them."""

from __future__ import annotations

import json
from typing import Any

import pytest
from clusters import blueprint

from aksynth.rules import example, read_string
from aksynth.rules.paths import A, X

IN_A_SET, IN_A_SCALE_SET = "AvailabilitySet", "VirtualMachineScaleSets"


def model(size: str, gib: int | None, kind: str = IN_A_SCALE_SET, more: Any = None) -> dict[str, Any]:
    disk = {A + "storageProfile": "Ephemeral", A + "osDiskSizeGB": gib, A + "availabilityProfile": kind}
    return example({A + "vmSize": size, **disk, **(more or {})})


PLACEMENTS = [
    # size, GiB, in a scale set or in an availability set, placement
    ("Standard_D2s_v3", 50, IN_A_SCALE_SET, "CacheDisk"),
    ("Standard_D4ds_v5", None, IN_A_SCALE_SET, "CacheDisk"),
    ("Standard_D4ds_v5", 100, IN_A_SET, "CacheDisk"),
    ("Standard_D4ds_v5", 101, IN_A_SCALE_SET, "ResourceDisk"),
    ("Standard_D4ds_v5", 150, IN_A_SET, "ResourceDisk"),
    ("Standard_L8s_v3", 80, IN_A_SCALE_SET, "ResourceDisk"),
    ("Standard_E4d_v5", 30, IN_A_SCALE_SET, "ResourceDisk"),
    ("Standard_D4ds_v6", 220, IN_A_SET, "NvmeDisk"),
    ("Standard_D2ads_v7", 500, IN_A_SET, "NvmeDisk"),
    ("Standard_D99ds_v99", 500, IN_A_SCALE_SET, "CacheDisk"),
]


@pytest.mark.parametrize(("size", "gib", "kind", "placement"), PLACEMENTS)
def test_placement(size: str, gib: int | None, kind: str, placement: str) -> None:
    """The cache first, which leaves the temporary disk to the pods."""
    disk = blueprint(model(size, gib, kind)).pools[0].machine.os_disk
    assert (disk.placement, disk.caching, disk.storage_account_type, disk.size_gb) == (
        placement,
        "ReadOnly",
        "Standard_LRS",
        gib,
    )


REFUSED = [
    # size, GiB, kind, rule, field, what the message or the allowed values have
    ("Standard_D2s_v3", 80, IN_A_SET, "A81", "osDiskSizeGB", "30 to 50"),
    ("Standard_D4ds_v5", 151, IN_A_SCALE_SET, "A81", "osDiskSizeGB", "30 to 150"),
    ("Standard_D4ds_v6", 221, IN_A_SET, "A81", "osDiskSizeGB", "30 to 220"),
    ("Standard_D96ds_v5", 2041, IN_A_SET, "A81", "osDiskSizeGB", "30 to 2040"),
    ("Standard_D2ads_v7", 2041, IN_A_SET, "A81", "osDiskSizeGB", "30 to 2040"),
    ("Standard_D4s_v5", 30, IN_A_SCALE_SET, "A81", "vmSize", "no cache or local disk of 30 GiB"),
    ("Standard_A2_v2", None, IN_A_SET, "A81", "vmSize", "no cache or local disk of 30 GiB"),
    ("Standard_D4ds_v6", 100, IN_A_SCALE_SET, "A150", "storageProfile", "only local NVMe disks"),
    ("Standard_D4ds_v6", 9000, IN_A_SCALE_SET, "A150", "storageProfile", "only local NVMe disks"),
]


@pytest.mark.parametrize(("size", "gib", "kind", "rule", "field", "words"), REFUSED)
def test_refused(size: str, gib: int | None, kind: str, rule: str, field: str, words: str) -> None:
    """With the largest disk that fits."""
    faults = read_string(json.dumps(model(size, gib, kind))).faults
    (fault,) = [fault for fault in faults if fault.rule in ("A81", "A150")]
    assert (fault.rule, fault.path[-1]) == (rule, field)
    assert words in (fault.allowed, fault.message) or words in fault.message


def test_a_silenced_fault_is_built() -> None:
    """Azure has changed a size after the catalog was made: its own choice is the cache."""
    silent = {X + "silence": {"A81": "the size has a cache in our region"}}
    assert blueprint(model("Standard_D4s_v5", 30, more=silent)).pools[0].machine.os_disk.placement == "CacheDisk"


def test_the_warning() -> None:
    """It says that content is lost, and that an unknown size is not checked."""
    known, unknown = (
        [fault for fault in read_string(json.dumps(model(size, 50))).faults if fault.rule == "A151"]
        for size in ("Standard_D4ds_v5", "Standard_D99ds_v99")
    )
    assert [fault.severity for fault in [*known, *unknown]] == ["warning", "warning"]
    assert "experimental" in known[0].message and "not known" not in known[0].message
    assert "The local disks of Standard_D99ds_v99 are not known" in unknown[0].message


def test_no_storage_labels() -> None:
    """AKS Engine gave labels of managed disks only to pools with such disks."""
    labels = dict(blueprint(model("Standard_D4ds_v5", 50)).pools[0].labels)
    assert not {"storageprofile", "storagetier"} & set(labels)
