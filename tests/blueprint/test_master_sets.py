"""Masters in an availability set, in a Flexible scale set, and in zones."""

from __future__ import annotations

import json
from typing import Any

import pytest
from clusters import blueprint, changed, example
from facts import FACTS

from aksynth.blueprint import Blueprint
from aksynth.blueprint.pool_record import fixed_placements
from aksynth.blueprint.record import fixed_choices
from aksynth.bootstrap.azure_json import azure_json

SET = "VirtualMachineScaleSets"


def cluster(**values: Any) -> Blueprint:
    """The example with three masters in a scale set, and these values by key of masterProfile."""
    document = changed(example("ha"), "properties.masterProfile.availabilityProfile", SET)
    for key, value in values.items():
        document = changed(document, f"properties.masterProfile.{key}", value)
    return blueprint(document)


@pytest.mark.parametrize(
    ("location", "written", "domains"), [("westeurope", None, 3), ("japaneast", None, 2), ("westeurope", 1, 1)]
)
def test_fault_domains(location: str, written: int | None, domains: int) -> None:
    """Those of the region, or of the model. A Flexible scale set has no update domains."""
    document = changed(example("ha"), "location", location)
    document = changed(document, "properties.masterProfile.availabilityProfile", SET)
    found = blueprint(changed(document, "properties.masterProfile.platformFaultDomainCount", written)).masters
    assert (found.fault_domains, found.update_domains, found.availability_set) == (domains, None, None)


def test_names_and_addresses() -> None:
    """Names as in AKS Engine. Each master owns a block of the masters' subnet, which has no agents."""
    plan = cluster()
    suffix = plan.suffix
    assert plan.masters.scale_set == f"k8s-master-{suffix}-vmss"
    assert [master.name for master in plan.masters.machines] == [f"k8s-master-{suffix}-{index}" for index in range(3)]
    assert [master.address for master in plan.masters.machines] == ["10.240.0.4", "10.240.0.35", "10.240.0.66"]
    assert plan.endpoint.address == "10.240.255.10"
    assert (plan.masters.subnet, {pool.subnet for pool in plan.pools}) == ("subnetmaster", {"subnetagent"})


def test_cloud_provider_knows_the_scale_set() -> None:
    """Its own load balancers are in the subnet of the agents: a master that is added needs its address."""
    found = json.loads(azure_json(cluster(), FACTS).content)
    assert (found["vmType"], found["enableVmssFlexNodes"], found["subnetName"]) == ("vmss", True, "subnetagent")
    other = json.loads(azure_json(blueprint(example("ha")), FACTS).content)
    assert "enableVmssFlexNodes" not in other
    assert other["subnetName"] == "k8s-subnet"


def test_jumpbox_has_a_static_address() -> None:
    """Beside the load balancer, and the first masters' successors keep theirs."""
    private = changed(example("network/private"), "properties.masterProfile.availabilityProfile", SET)
    found = blueprint(private).jumpbox
    assert found and found.address == "10.240.255.11"
    other = blueprint(example("network/private")).jumpbox
    assert other and other.address is None


def test_the_set_is_recorded() -> None:
    """Azure moves no machine to another set."""
    before, after = (
        {choice.field: choice.value for choice in fixed_choices(plan)} for plan in (blueprint(example("ha")), cluster())
    )
    key = "masterProfile.availabilityProfile"
    assert (before[key], after[key]) == ("AvailabilitySet", SET)
    assert after["masterProfile.platformUpdateDomainCount"] == "none"


@pytest.mark.parametrize(
    ("availability", "zones", "expected"),
    [
        (None, [], [None] * 5),
        (None, ["1", "3"], ["1", "3", "1", "3", "1"]),
        (SET, ["1", "2", "3"], ["1", "2", "3", "1", "2"]),
    ],
)
def test_zones_by_index(availability: str | None, zones: list[str], expected: list[str | None]) -> None:
    """Master i is in zone i of the list. The API works without any one zone, and snapshots are kept in all."""
    plan = cluster(availabilityProfile=availability, availabilityZones=zones, count=5)
    assert [master.zone for master in plan.masters.machines] == expected
    assert (plan.masters.availability_set is None) == bool(zones)
    assert plan.endpoint.zones == (("1", "2", "3") if zones else ())
    assert plan.endpoint.public and plan.endpoint.public.zones == plan.endpoint.zones
    assert plan.backup and plan.backup.replication == ("ZRS" if zones else "LRS")


def test_a_scale_set_in_zones() -> None:
    """Has one fault domain: Azure spreads machines inside of each zone."""
    masters = cluster(availabilityZones=["1", "2", "3"]).masters
    assert (masters.fault_domains, masters.zones) == (1, ("1", "2", "3"))


def test_all_zones_are_recorded() -> None:
    """Another order moves the second master."""
    first, second = (
        {choice.field: choice.value for choice in fixed_choices(cluster(availabilityZones=zones))}
        for zones in (["1", "2", "3"], ["1", "3", "2"])
    )
    key = "masterProfile.availabilityZones"
    assert (first[key], second[key]) == ("1, 2, 3", "1, 3, 2")


def test_pools_in_zones_beside_masters_without() -> None:
    """The masters keep their availability set, and the record has the zones of the pool."""
    document = changed(example("ha"), "properties.agentPoolProfiles.0.availabilityZones", ["2", "1"])
    plan = blueprint(document)
    name = document["properties"]["agentPoolProfiles"][0]["name"]
    (pool,) = (pool for pool in plan.pools if pool.name == name)
    assert (pool.zones, plan.masters.zones, plan.endpoint.zones) == (("2", "1"), (), ())
    assert plan.masters.availability_set
    assert fixed_placements(plan)[name].value.endswith(", zones 1 2")
