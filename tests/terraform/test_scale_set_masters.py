"""Masters in a Flexible scale set, in a network that belongs to somebody else."""

from __future__ import annotations

from typing import Any

import pytest
from clusters import changed, example
from terraform_workspace import Stack

from .estate import estate, objects
from .lives import renew, workspace

SUBNETS = {"masters": "10.20.0.0/24", "agents": "10.20.4.0/22", "endpoints": "10.20.8.0/28"}
MODEL = example("network/scale-set-masters")
SET = "azurerm_orchestrated_virtual_machine_scale_set.masters_scale-set"


@pytest.fixture(scope="module")
def theirs(environment: dict[str, str], tmp_path_factory: pytest.TempPathFactory) -> Stack:
    return estate(tmp_path_factory.mktemp("estate"), environment, subnets=SUBNETS)


@pytest.fixture(scope="module")
def before(theirs: Stack) -> dict[str, str]:
    return objects(theirs)


@pytest.fixture(scope="module")
def cluster(theirs: Stack, before: dict[str, str]) -> Stack:
    """The example after its first apply."""
    stack = workspace(theirs.folder / "cluster", theirs.environment, MODEL).init()
    stack.apply()
    return stack


@pytest.fixture(scope="module")
def values(cluster: Stack) -> dict[str, dict[str, Any]]:
    return cluster.values()


def test_machines_are_in_the_scale_set(values: dict[str, dict[str, Any]]) -> None:
    """Each with its block of static addresses, behind the load balancer by its interface."""
    assert values[SET]["name"] == "k8s-master-16746243-vmss"
    assert not [address for address in values if address.startswith("azurerm_availability_set")]
    for index in range(3):
        machine = values[f"azurerm_linux_virtual_machine.masters_{index}"]
        assert machine["virtual_machine_scale_set_id"] == values[SET]["id"]
        addresses = values[f"azurerm_network_interface.masters_{index}_nic"]["private_ip_addresses"]
        assert addresses == [f"10.20.0.{4 + index * 31 + k}" for k in range(31)]
        pool = values[f"azurerm_network_interface_backend_address_pool_association.masters_{index}_internal-pool"]
        assert pool["network_interface_id"] == values[f"azurerm_network_interface.masters_{index}_nic"]["id"]


SERVICES = {
    "masters": ("azurerm_key_vault.vaults_masters", "10.20.8.4"),
    "nodes": ("azurerm_key_vault.vaults_nodes", "10.20.8.5"),
    "access": ("azurerm_key_vault.vaults_access", "10.20.8.6"),
    "backup": ("azurerm_storage_account.backup", "10.20.8.9"),
}


@pytest.mark.parametrize("service", SERVICES)
def test_private_endpoints(values: dict[str, dict[str, Any]], service: str) -> None:
    """Each service has its static address in the subnet of the estate, and a record in a zone of its kind. Only
    *access* keeps public network access: `api_ranges` reach it."""
    address, ip = SERVICES[service]
    endpoint = values[f"azurerm_private_endpoint.endpoints_{service}"]
    (connection,), (configuration,) = endpoint["private_service_connection"], endpoint["ip_configuration"]
    assert connection["private_connection_resource_id"] == values[address]["id"]
    kind = "blob" if service == "backup" else "vault"
    assert (connection["subresource_names"], configuration["subresource_name"]) == ([kind], kind)
    assert configuration["member_name"] == {"vault": "default", "blob": "blob"}[kind]
    assert configuration["private_ip_address"] == ip and endpoint["subnet_id"].endswith("/subnets/endpoints")
    (zones,) = endpoint["private_dns_zone_group"]
    assert zones["private_dns_zone_ids"] == [values[f"azurerm_private_dns_zone.endpoints_{kind}-zone"]["id"]]
    assert values[address]["public_network_access_enabled"] is (service == "access")
    rules = values[address].get("network_acls") or values[address]["network_rules"]
    assert rules[0]["default_action"] == "Deny" and not rules[0]["virtual_network_subnet_ids"]


def test_nothing_changes_at_the_next_plan(cluster: Stack) -> None:
    assert cluster.plan() == {}


def test_growing_moves_nothing(cluster: Stack) -> None:
    """From three masters to five: machines, disks and their parts are created, and no machine is touched."""
    renew(cluster, changed(MODEL, "properties.masterProfile.count", 5))
    planned = cluster.plan()
    touched = {a: actions for a, actions in planned.items() if a.startswith("azurerm_") and actions != ["create"]}
    assert {address for address in touched if "masters_" in address} == set()
    assert [a for a in planned if a.startswith("azurerm_linux_virtual_machine.")] == [
        "azurerm_linux_virtual_machine.masters_3",
        "azurerm_linux_virtual_machine.masters_4",
    ]


@pytest.mark.parametrize(
    ("field", "value", "said"),
    [
        ("availabilityProfile", "AvailabilitySet", 'masterProfile.availabilityProfile is "AvailabilitySet"'),
        ("platformFaultDomainCount", 3, 'masterProfile.platformFaultDomainCount is "3"'),
        ("availabilityZones", ["1", "2", "3"], 'masterProfile.availabilityZones is "1, 2, 3"'),
    ],
)
def test_the_set_cannot_change(cluster: Stack, field: str, value: object, said: str) -> None:
    """A plan says what the cluster was created with."""
    document = changed(MODEL, f"properties.masterProfile.{field}", value)
    if value == "AvailabilitySet":
        document = changed(document, "properties.masterProfile.firstConsecutiveStaticIP", "10.20.0.200")
    renew(cluster, document)
    done = cluster.run("plan", "-input=false", check=False)
    text = " ".join(done.stderr.replace("│", " ").split())
    assert done.returncode == 1 and said in text, text


def test_the_network_is_as_it_was(theirs: Stack, before: dict[str, str], cluster: Stack) -> None:
    """After the cluster is gone."""
    renew(cluster, changed(MODEL, "properties.aksynth.protect", False))
    cluster.apply()
    cluster.destroy()
    after = objects(theirs)
    assert cluster.values() == {}
    assert {name: after.get(name) for name in before} == before
