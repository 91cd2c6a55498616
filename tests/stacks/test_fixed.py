"""What the provider replaces or stops a master for, and why a changed model does not do it."""

from __future__ import annotations

import json
from typing import Any

import pytest
from changes import AUTOSCALED, CONFIG
from clusters import ROOT, blueprint, changed, example

from aksynth.blueprint.record import fixed_choices

from .test_stack import content

FACTS = json.loads((ROOT / "tests/tfsim/schemas/azurerm-facts.json").read_text("utf-8"))["resources"]
SAFE = {
    "recorded": "admin_username availability_set_id location platform_fault_domain_count platform_update_domain_count "
    "proximity_placement_group_id resource_group_name tenant_id zone zones",
    "named after the dnsPrefix": "computer_name name virtual_machine_id managed_disk_id network_interface_id "
    "backend_address_pool_id ip_configuration_name admin_ssh_key.username os_disk.name",
    "ignored": "admin_ssh_key admin_ssh_key.public_key custom_data source_image_reference "
    "source_image_reference.publisher source_image_reference.offer source_image_reference.sku "
    "source_image_reference.version os_disk.storage_account_type",
    "always the same": "create_option lun",
}
"""Every argument of a master that Azure or the provider replaces its resource for."""
SAFE_POOL = {
    "recorded": "admin_username location resource_group_name proximity_placement_group_id priority eviction_policy source_image_reference.publisher "
    "source_image_reference.offer os_disk.diff_disk_settings os_disk.diff_disk_settings.option "
    "os_disk.diff_disk_settings.placement os_disk.disk_encryption_set_id data_disk.disk_encryption_set_id "
    "additional_capabilities.ultra_ssd_enabled",
    "named after the pool, and another name is a new pool": "name computer_name_prefix network_interface.name",
    "ignored": "os_disk.storage_account_type",
    "always the same": "upgrade_mode",
}
"""Every argument of a pool that Azure or the provider replaces its scale set for."""
STOPS = {
    "azurerm_linux_virtual_machine": (
        "size",
        "os_disk",
        "encryption_at_host_enabled",
        "additional_capabilities",
        "proximity_placement_group_id",
    ),
    "azurerm_managed_disk": (
        "disk_size_gb",
        "storage_account_type",
        "tier",
        "on_demand_bursting_enabled",
        "disk_encryption_set_id",
    ),
}
"""What makes azurerm v4.55.0 stop or deallocate the machine: shouldShutDown and shouldDeallocate in
linux_virtual_machine_resource.go and managed_disk_resource.go; a size only where machine or disk cannot grow without."""
IN_PLACE = {
    "azurerm_linux_virtual_machine": "boot_diagnostics identity secret tags virtual_machine_scale_set_id",
    "azurerm_linux_virtual_machine_scale_set": "admin_ssh_key boot_diagnostics custom_data encryption_at_host_enabled "
    "identity instances network_interface overprovision secret single_placement_group sku "
    "source_image_id source_image_reference tags zones max_bid_price os_disk data_disk additional_capabilities",
    "azurerm_managed_disk": "network_access_policy public_network_access_enabled",
    "azurerm_virtual_machine_data_disk_attachment": "caching",
    "azurerm_network_interface": "accelerated_networking_enabled dns_servers ip_configuration ip_forwarding_enabled",
    "azurerm_availability_set": "",
    "azurerm_orchestrated_virtual_machine_scale_set": "zones",
}
"""What changes while the machine runs, or only for new machines: the Update functions of azurerm v4.55.0,
internal/services/compute and network. An instance of a scale set keeps what it has: `upgrade_mode` is Manual, and the
provider neither rolls nor reimages instances (`features` of the provider). Parts of `os_disk`,
`data_disk`, `additional_capabilities` and `source_image_reference` replace the scale set: `SAFE_POOL`. A zone can be added, and the record keeps
those of masters and pools."""
BY_NAME = {"azurerm_linux_virtual_machine": "network_interface_ids"}
"""Stops the machine. The ids contain the names of interfaces, which follow from the dnsPrefix."""


CLOSE = "/subscriptions/s/resourceGroups/g/providers/Microsoft.Compute/proximityPlacementGroups/close"


def kind_of_change(kind: str, argument: str) -> set[str]:
    """What is said of an argument; exactly one thing may be."""
    force_new = FACTS[kind].get(argument, {}).get("force_new", False)
    return {
        name
        for name, said in {
            "replaces": force_new,
            "stops": argument in STOPS.get(kind, ()),
            "in place": argument in IN_PLACE[kind].split(),
            "by name": argument in BY_NAME.get(kind, "").split(),
        }.items()
        if said
    }


def masters(name: str = "ha") -> list[tuple[str, str, dict[str, Any]]]:
    """Of an example, with all that a model can write about them and an apply could change."""
    written = changed(example(name), "properties.orchestratorProfile.kubernetesConfig.etcdDiskSizeGB", "512")
    if name != "zones":
        written = changed(written, "properties.masterProfile.proximityPlacementGroupID", CLOSE)
    resources = content(document=written)["resource"]
    return [(k, n, r) for k, items in resources.items() for n, r in items.items() if n.startswith("masters")]


def paths(item: Any, prefix: str = "") -> set[str]:
    if isinstance(item, list):
        return {path for element in item for path in paths(element, prefix)}
    if not isinstance(item, dict):
        return set()
    return {p for key, value in item.items() for p in ({prefix + key} | paths(value, f"{prefix}{key}."))}


def test_every_replacing_argument_is_known() -> None:
    """A new argument that replaces a master must get its reason here."""
    known = {argument for arguments in SAFE.values() for argument in arguments.split()}
    found = {
        path
        for name in ("ha", "zones")
        for kind, _, resource in masters(name)
        for path in paths(resource)
        if FACTS.get(kind, {}).get(path, {}).get("force_new")
    }
    assert found <= known
    assert {"admin_username", "custom_data", "proximity_placement_group_id"} <= found


def test_every_argument_that_replaces_a_pool_is_known() -> None:
    """A new one must get its reason here: Terraform cannot replace a scale set, whose name is taken until it is gone."""
    kind = "azurerm_linux_virtual_machine_scale_set"
    spot = changed(example("kubernetes"), "properties.agentPoolProfiles.0.scaleSetPriority", "Spot")
    spot = changed(spot, "properties.agentPoolProfiles.0.proximityPlacementGroupID", CLOSE)
    spot = changed(spot, f"properties.{CONFIG}.addons", AUTOSCALED[f"{CONFIG}.addons"])
    documents = (example("ha"), example("disks"), example("zones"), spot)
    sets = {name: item for model in documents for name, item in content(document=model)["resource"][kind].items()}
    found = {p for item in sets.values() for p in paths(item) if FACTS[kind].get(p, {}).get("force_new")}
    assert found == {argument for arguments in SAFE_POOL.values() for argument in arguments.split()}
    for item in sets.values():
        ignored = [argument.replace("[0]", "") for argument in item["lifecycle"]["ignore_changes"]]
        assert SAFE_POOL["ignored"] in ignored
    autoscaled = [name for name, item in sets.items() if "instances" in item["lifecycle"]["ignore_changes"]]
    assert autoscaled == ["pools_agentpool1"]


def test_another_custom_image_is_for_new_machines() -> None:
    """An existing master keeps its image. A scale set takes another one in place, and its agents keep theirs."""
    resources = content(document=example("images/shared-gallery"))["resource"]
    version = "/galleries/nodes/images/ubuntu-kubernetes/versions/1.36.4"
    (master,) = resources["azurerm_linux_virtual_machine"].values()
    (pool,) = resources["azurerm_linux_virtual_machine_scale_set"].values()
    assert [item["source_image_id"].endswith(version) for item in (master, pool)] == [True, True]
    assert not [item for item in (master, pool) if "source_image_reference" in item]
    assert {"source_image_id", "source_image_reference"} <= set(master["lifecycle"]["ignore_changes"])
    assert "force_new" not in FACTS["azurerm_linux_virtual_machine_scale_set"]["source_image_id"]


def test_every_argument_of_a_machine_is_judged() -> None:
    """A new one must say whether it changes in place, stops the machine or replaces it. What stops or replaces it has
    its reason above."""
    seen = {(kind, argument) for kind, arguments in IN_PLACE.items() for argument in arguments.split()}
    for name in ("ha", "disks", "zones", "availability-set"):
        for kind, items in content(document=example(name))["resource"].items():
            if kind in IN_PLACE:
                meta = {"depends_on", "lifecycle"}
                seen |= {(kind, argument) for item in items.values() for argument in item.keys() - meta}
    wrong = {place: found for place in seen if len(found := kind_of_change(*place)) != 1}
    assert len(seen) > 50 and wrong == {}


def test_nothing_stops_running_masters() -> None:
    """What stops a machine to change is ignored on machines that exist."""
    seen = 0
    for kind, name, resource in [*masters(), *masters("disks")]:
        for argument in STOPS.get(kind, ()):
            if argument in resource:
                assert argument in resource["lifecycle"]["ignore_changes"], (kind, name, argument)
                seen += 1
    assert seen == 21


@pytest.mark.parametrize(
    "field, value",
    [
        ("masterProfile.vnetSubnetID", None),
        ("orchestratorProfile.kubernetesConfig.clusterSubnet", "10.224.0.0/11"),
        ("masterProfile.ipAddressCount", 11),
        ("masterProfile.proximityPlacementGroupID", CLOSE),
        ("linuxProfile.adminUsername", "other"),
    ],
)
def test_record_follows_the_model(field: str, value: object) -> None:
    """A field in the record changes with the model, and only then."""
    before = {c.field: c.value for c in fixed_choices(blueprint(example("ha")))}
    assert field in before
    if value is not None:
        after = {
            c.field: c.value for c in fixed_choices(blueprint(changed(example("ha"), f"properties.{field}", value)))
        }
        assert before[field] != after[field]
