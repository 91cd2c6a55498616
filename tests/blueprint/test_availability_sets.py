"""Pools in availability sets: their machines, and how the cloud provider finds agents of either kind."""

from __future__ import annotations

import json
from typing import Any

import pytest
from clusters import blueprint, changed, example
from facts import FACTS

from aksynth.blueprint.availability_set import AvailabilitySet
from aksynth.bootstrap.azure_json import azure_json
from aksynth.bootstrap.environment import agents_table

POOLS = "properties.agentPoolProfiles"
SUFFIX = "19857268"


def cluster(**kinds: str) -> Any:
    """A cluster with a pool of each name, in a set or in a scale set."""
    short = {"set": "AvailabilitySet", "scale": "VirtualMachineScaleSets"}
    pools = [
        {"name": name, "count": 2, "vmSize": "Standard_D2_v3", "availabilityProfile": short[kind]}
        for name, kind in kinds.items()
    ]
    return blueprint(changed(example("kubernetes"), POOLS, pools))


CASES: dict[str, tuple[dict[str, str], dict[str, Any]]] = {
    "scale sets": (
        {"b": "scale", "a": "scale"},
        {"vmType": "vmss", "disableAvailabilitySetNodes": False, "primaryScaleSetName": f"k8s-a-{SUFFIX}-vmss"},
    ),
    "availability sets": (
        {"b": "set", "a": "set"},
        {"vmType": "standard", "primaryAvailabilitySetName": f"a-availabilitySet-{SUFFIX}"},
    ),
    "both": (
        {"a": "set", "b": "scale"},
        {"vmType": "vmss", "disableAvailabilitySetNodes": False, "primaryScaleSetName": f"k8s-b-{SUFFIX}-vmss"},
    ),
}


@pytest.mark.parametrize("name", CASES)
def test_cloud_provider(name: str) -> None:
    """The type `vmss` finds both kinds. Masters are machines, so availability sets are never disabled."""
    kinds, expected = CASES[name]
    found = json.loads(azure_json(cluster(**kinds), FACTS).content)
    keys = ("vmType", "disableAvailabilitySetNodes", "primaryScaleSetName", "primaryAvailabilitySetName")
    assert {key: found[key] for key in keys if key in found} == expected


def test_agents_table() -> None:
    """Only agents whose names the model decides: Azure names those of scale sets."""
    assert agents_table(cluster(a="set", b="scale")).content == f"k8s-a-{SUFFIX}-0 a\nk8s-a-{SUFFIX}-1 a\n"


@pytest.mark.parametrize(
    ("location", "written", "expected"),
    [("westeurope", ..., 3), ("uksouth", ..., 2), ("", ..., 2), ("westeurope", 1, 1)],
)
def test_fault_domains(location: str, written: Any, expected: int) -> None:
    """As many as the region has, and two where it is not known."""
    document = changed(example("availability-set"), "location", location)
    found = blueprint(changed(document, f"{POOLS}.1.platformFaultDomainCount", written)).pools[1].availability_set
    assert isinstance(found, AvailabilitySet) and found.fault_domains == expected
