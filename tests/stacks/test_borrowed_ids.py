"""Ids of existing network resources: as they are, without a subscription, and as outputs of other configurations."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest
from clusters import blueprint, changed, example

from aksynth import fast_bindings

fast_bindings.install()

import cdktf  # noqa: E402

from aksynth.stacks import ClusterStack  # noqa: E402

P, X = "properties.", "properties.aksynth."
ESTATE = "/resourceGroups/estate/providers/"
SUBSCRIPTION, NETWORK = "/subscriptions/s", f"{ESTATE}Microsoft.Network/"
REAL = {
    "subnet_ids.masters": "virtualNetworks/v/subnets/masters",
    "subnet_ids.agents": "virtualNetworks/v/subnets/agents",
    "subnet_ids.endpoints": "virtualNetworks/v/subnets/endpoints",
    "bastion.id": "virtualNetworks/v/subnets/AzureBastionSubnet",
    "hub_id": "virtualNetworks/hub",
    "table": "routeTables/pods",
    "vault_zone": "privateDnsZones/privatelink.vaultcore.azure.net",
    "group.id": "proximityPlacementGroups/close",
    "blob_zone": "privateDnsZones/privatelink.blob.core.windows.net",
}


def document(form: str) -> dict[str, Any]:
    """Every field that can refer to an existing part of a network, or to a proximity placement group."""

    def ref(name: str) -> str:
        provider = f"{ESTATE}Microsoft.Compute/" if name == "group.id" else NETWORK
        start = {"ids": f"{SUBSCRIPTION}{provider}", "names": provider, "outputs": "remoteState.network."}[form]
        return start + (name if form == "outputs" else REAL[name])

    found = changed(
        example("network/remote-state"),
        P + "orchestratorProfile.kubernetesConfig",
        {"networkPlugin": "kubenet", "privateCluster": {"enabled": True}},
    )
    values = {
        P + "masterProfile.vnetSubnetID": ref("subnet_ids.masters"),
        P + "agentPoolProfiles.0.vnetSubnetID": ref("subnet_ids.agents"),
        P + "masterProfile.proximityPlacementGroupID": ref("group.id"),
        P + "agentPoolProfiles.0.proximityPlacementGroupID": ref("group.id"),
        X + "subnets": ...,
        X + "privateEndpoints.subnetId": ref("subnet_ids.endpoints"),
        X + "privateEndpoints.vaultZoneId": ref("vault_zone"),
        X + "privateEndpoints.blobZoneId": ref("blob_zone"),
        X + "dnsLinks.hub": ref("hub_id"),
        X + "bastion.subnetId": ref("bastion.id"),
        X + "vnet.routeTable": ref("table"),
        **({} if form == "outputs" else {X + "remoteStates": ...}),
    }
    for path, value in values.items():
        found = changed(found, path, value)
    return found


def stack(form: str) -> dict[str, Any]:
    plan = blueprint(document(form))
    found: dict[str, Any] = json.loads(
        cdktf.Testing.synth(ClusterStack(cdktf.Testing.app(), "cluster", blueprint=plan))
    )
    return found


def texts(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    for item in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
        yield from texts(item)


@pytest.mark.parametrize("form", ["names", "outputs"])
def test_forms_have_the_same_addresses(form: str) -> None:
    """Nothing is created again if a model refers to its network in another way."""
    ids, other = stack("ids"), stack(form)
    for section in ("resource", "output"):
        assert {(kind, name) for kind, names in ids[section].items() for name in names} == {
            (kind, name) for kind, names in other[section].items() for name in names
        }


def test_outputs_take_the_place_of_ids() -> None:
    """No reference of the model is left, and no part of an id that only Terraform knows is guessed."""
    content = stack("outputs")
    assert [text for text in texts(content["resource"]) if "remoteState." in text] == []
    state = "data.terraform_remote_state.remote-state_network"
    resources = content["resource"]

    def output(name: str) -> str:
        return f"${{{state}.outputs.{name}}}"

    bastion = resources["azurerm_bastion_host"]["bastion"]["ip_configuration"]
    assert bastion["subnet_id"] == output("bastion.id")
    endpoints = resources["azurerm_private_endpoint"]
    assert {endpoint["subnet_id"] for endpoint in endpoints.values()} == {output("subnet_ids.endpoints")}
    zones = {name: endpoint["private_dns_zone_group"]["private_dns_zone_ids"] for name, endpoint in endpoints.items()}
    assert zones["endpoints_masters"] == [output("vault_zone")]
    assert zones["endpoints_backup"] == [output("blob_zone")]
    assert output("table") in {role["scope"] for role in resources["azurerm_role_assignment"].values()}


def test_names_that_only_terraform_knows() -> None:
    """The cloud provider and the record of fixed choices get the names behind the outputs."""
    content = stack("outputs")
    masters, table = "subnet_ids.masters", "table"
    files = "".join(texts(content["locals"]))
    places = {
        "vnetName": part(masters, 8),
        "vnetResourceGroup": part(masters, 4),
        "subnetName": part(masters, 10),
        "routeTableName": part(table, 8),
        "routeTableResourceGroup": part(table, 4),
    }
    assert {key: value for key, value in places.items() if f'"{key}": "{value}"' not in files} == {}
    recorded = content["locals"]["record_values"]["masterProfile.vnetSubnetID"]
    assert recorded == f"{part(masters, 8)}/{part(masters, 10)}"


def part(output: str, place: int) -> str:
    return f'${{element(split("/", data.terraform_remote_state.remote-state_network.outputs.{output}), {place})}}'


def test_each_output_is_proved() -> None:
    """Each with the type that its field needs."""
    (state,) = stack("outputs")["data"]["terraform_remote_state"].values()
    conditions = [proof["condition"] for proof in state["lifecycle"]["postcondition"]]
    assert len(conditions) == len(REAL)
    ends = {
        'group"]["id': "Microsoft.Compute/proximityPlacementGroups/[^/]+$",
        "hub_id": "/virtualNetworks/[^/]+$",
        "vault_zone": "/privateDnsZones/privatelink.vaultcore.azure.net$",
        "table": "/routeTables/[^/]+$",
    }
    for output, end in ends.items():
        assert [condition for condition in conditions if f'{end}", self.outputs["{output}"]' in condition]


def test_names_are_looked_up() -> None:
    """Machines and endpoints are where the data sources find the subnets; other ids get the cluster's subscription."""
    content = stack("names")
    resources = content["resource"]
    nic = resources["azurerm_network_interface"]["masters_0_nic"]["ip_configuration"]
    assert {part["subnet_id"] for part in nic} == {"${data.azurerm_subnet.network_subnet.id}"}
    endpoint = resources["azurerm_private_endpoint"]["endpoints_masters"]
    assert endpoint["subnet_id"] == "${data.azurerm_subnet.network_subnet-endpoints.id}"
    here = "/subscriptions/${data.azurerm_client_config.runner.subscription_id}"
    links = resources["azurerm_private_dns_zone_virtual_network_link"]
    assert links["api_zone-link-hub"]["virtual_network_id"] == f"{here}{NETWORK}virtualNetworks/hub"
    assert not [text for text in texts(resources) if text.startswith("/resourceGroups/")]
    (pool,) = resources["azurerm_linux_virtual_machine_scale_set"].values()
    assert pool["proximity_placement_group_id"] == f"{here}{ESTATE}Microsoft.Compute/proximityPlacementGroups/close"


def test_a_placement_group_is_recorded_by_its_id() -> None:
    """Also that of an output, which a plan knows. It is that of the set of the masters, and of its machines."""
    outputs = stack("outputs")
    recorded = outputs["locals"]["record_values"]["masterProfile.proximityPlacementGroupID"]
    assert recorded == "${data.terraform_remote_state.remote-state_network.outputs.group.id}"
    for kind in ("availability_set", "linux_virtual_machine"):
        (resource,) = outputs["resource"][f"azurerm_{kind}"].values()
        assert resource["proximity_placement_group_id"].endswith(".outputs.group.id}")
