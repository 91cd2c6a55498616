"""The Terraform JSON of masters in a scale set, and of what else is in their subnet."""

from __future__ import annotations

from clusters import changed, example

from .test_stack import content

PRIVATE = changed(example("network/private"), "properties.masterProfile.availabilityProfile", "VirtualMachineScaleSets")


def test_every_address_of_the_masters_subnet_is_static() -> None:
    """Azure gives the lowest free addresses to others: those that more masters need."""
    resources = content(document=PRIVATE)["resource"]
    frontends = [part for lb in resources["azurerm_lb"].values() for part in lb["frontend_ip_configuration"]]
    parts = [part for nic in resources["azurerm_network_interface"].values() for part in nic["ip_configuration"]]
    inside = [part for part in (*frontends, *parts) if part.get("subnet_id")]
    assert {part["subnet_id"] for part in inside} == {"${azurerm_subnet.network_subnet.id}"}
    assert {part["private_ip_address_allocation"] for part in inside} == {"Static"}
    addresses = [part["private_ip_address"] for part in inside]
    assert len(addresses) == len(set(addresses)) > 31
    (pool,) = resources["azurerm_linux_virtual_machine_scale_set"].values()
    for part in pool["network_interface"][0]["ip_configuration"]:
        assert part["subnet_id"] == "${azurerm_subnet.network_subnet-subnetagent.id}"


def test_masters_in_zones_without_a_set() -> None:
    """An availability set has no zones. The disk is in the zone of its machine."""
    zones = changed(example("ha"), "properties.masterProfile.availabilityZones", ["1", "2", "3"])
    resources = content(document=zones)["resource"]
    assert "azurerm_availability_set" not in resources
    assert "azurerm_orchestrated_virtual_machine_scale_set" not in resources
    for index in range(3):
        machine = resources["azurerm_linux_virtual_machine"][f"masters_{index}"]
        disk = resources["azurerm_managed_disk"][f"masters_{index}_etcd-disk"]
        assert (machine["zone"], disk["zone"]) == (str(index + 1), str(index + 1))
        assert not machine.keys() & {"availability_set_id", "virtual_machine_scale_set_id"}
