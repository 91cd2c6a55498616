"""What the api model's fields decide."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest
from clusters import blueprint, changed, example

from aksynth.blueprint.labels import label_value
from aksynth.blueprint.naming import Names

CONFIG = "properties.orchestratorProfile.kubernetesConfig"
CLIENT = "11111111-2222-3333-4444-555555555555"
IDENTITY = "/subscriptions/s/resourceGroups/g/providers/Microsoft.ManagedIdentity/userAssignedIdentities/n"
PRINCIPAL = "properties.servicePrincipalProfile"

IDENTITIES: list[tuple[dict[str, Any], str, str | None]] = [
    ({}, "UserAssigned", "k8s-19857268-cp"),
    ({f"{PRINCIPAL}.clientId": ""}, "UserAssigned", "k8s-19857268-cp"),
    ({f"{PRINCIPAL}.clientId": "msi"}, "UserAssigned", "k8s-19857268-cp"),
    ({f"{PRINCIPAL}.clientId": CLIENT}, "ServicePrincipal", CLIENT),
    ({f"{PRINCIPAL}.clientId": CLIENT, f"{CONFIG}.useManagedIdentity": True}, "UserAssigned", "k8s-19857268-cp"),
    ({f"{CONFIG}.useManagedIdentity": False}, "ServicePrincipal", None),
    ({f"{CONFIG}.userAssignedID": "mine"}, "UserAssigned", "mine"),
    ({f"{CONFIG}.userAssignedID": IDENTITY}, "UserAssigned", IDENTITY),
    ({"properties.aksynth.identity": "SystemAssigned"}, "SystemAssigned", None),
]


@pytest.mark.parametrize(("fields", "kind", "who"), IDENTITIES)
def test_identity(fields: dict[str, Any], kind: str, who: str | None) -> None:
    """A managed identity unless a client id or an explicit false says otherwise."""
    document = example("kubernetes")
    for path, value in fields.items():
        document = changed(document, path, value)
    plan = blueprint(document)
    api = plan.identities.azure_api
    assert (api.kind, api.identity or api.identity_id or api.client_id) == (kind, who)
    assert (plan.vault("inputs") is not None) == (kind == "ServicePrincipal")


def test_ids_in_any_case() -> None:
    """`az` prints `resourcegroups` in the id of an identity, and Azure ignores the case of the fixed words."""
    document = changed(example("network/custom-vnet"), f"{CONFIG}.userAssignedID", IDENTITY)
    lowered = re.sub(r'"/subscriptions/[^"]*"', lambda found: found[0].lower(), json.dumps(document))
    assert lowered != json.dumps(document) and blueprint(json.loads(lowered)) == blueprint(document)


@pytest.mark.parametrize(
    ("agents", "written", "size"),
    [(2, None, 256), (3, None, 512), (11, None, 1024), (20, None, 2048), (20, "300", 300)],
)
def test_etcd_disk(agents: int, written: str | None, size: int) -> None:
    """Its size follows the number of nodes unless it is written."""
    document = changed(example("kubernetes"), "properties.agentPoolProfiles.0.count", agents)
    plan = blueprint(changed(document, f"{CONFIG}.etcdDiskSizeGB", written))
    assert (plan.masters.etcd_disk.size_gb, plan.masters.etcd_disk_size_written) == (size, written is not None)


@pytest.mark.parametrize(
    ("size", "sku", "storage", "accelerated"),
    [
        ("Standard_D2_v3", "server-gen1", "Standard_LRS", True),
        ("Standard_D4s_v5", "server", "Premium_LRS", True),
        ("Standard_D4ps_v5", "server-arm64", "Premium_LRS", True),
        ("Standard_D99s_v99", "server", "Premium_LRS", False),
    ],
)
def test_size(size: str, sku: str, storage: str, accelerated: bool) -> None:
    """Image generation, disk tier and accelerated networking follow the size."""
    (pool,) = blueprint(changed(example("kubernetes"), "properties.agentPoolProfiles.0.vmSize", size)).pools
    found = (pool.machine.image.sku, pool.machine.os_disk.storage_account_type, pool.machine.accelerated_networking)
    assert found == (sku, storage, accelerated)
    assert dict(pool.labels)["storagetier"] == storage


@pytest.mark.parametrize(("location", "domains"), [("westeurope", 3), ("swedencentral", 2), (None, 2)])
def test_fault_domains(location: str | None, domains: int) -> None:
    """Two where the region is not known."""
    assert blueprint(changed(example("kubernetes"), "location", location)).masters.fault_domains == domains


@pytest.mark.parametrize(
    ("fields", "ranges", "vault"),
    [
        ({}, None, None),
        ({"properties.masterProfile.HTTPSourceAddressPrefix": "*"}, None, None),
        (
            {"properties.masterProfile.HTTPSourceAddressPrefix": "198.51.100.0/24"},
            ("198.51.100.0/24",),
            ("198.51.100.0/24",),
        ),
        (
            {"properties.aksynth.access.apiRanges": ["8.8.8.0/24", "10.0.0.0/8"]},
            ("8.8.8.0/24", "10.0.0.0/8"),
            ("8.8.8.0/24",),
        ),
    ],
)
def test_access(fields: dict[str, Any], ranges: tuple[str, ...] | None, vault: tuple[str, ...] | None) -> None:
    """The API's ranges are written or asked for; a vault's firewall takes the public ones only."""
    document = example("kubernetes")
    for path, value in fields.items():
        document = changed(document, path, value)
    access = blueprint(document).access
    assert (access.api_ranges, access.vault_ranges) == (ranges, vault)


def test_flags() -> None:
    """Written flags win over defaults, sorted, without their dashes."""
    flags = {"--v": "4", "--profiling": "true"}
    plan = blueprint(changed(example("kubernetes"), f"{CONFIG}.apiServerConfig", flags))
    names = [name for name, _ in plan.kubernetes.api_server]
    assert names == sorted(names)
    assert {("profiling", "true"), ("v", "4")} < set(plan.kubernetes.api_server)


def test_certificate_names() -> None:
    """The private name, the load balancer, five masters from the start, and what the model adds."""
    names = blueprint(example("ha")).kubernetes.cert_sans
    masters = tuple(f"10.255.255.{octet}" for octet in range(5, 10))
    fixed = ("api.aksynth-ha-37553691.internal", "localhost", "127.0.0.1", "10.255.255.15")
    assert names == (*fixed, *masters, "api.example.com")


def test_tags() -> None:
    """AKS Engine's keys; a custom tag adds to them and replaces none, in any case."""
    custom = {"team": "a", "poolName": "x", "Orchestrator": "y"}
    plan = blueprint(changed(example("kubernetes"), "properties.agentPoolProfiles.0.customVMTags", custom))
    assert dict(plan.pools[0].machine.tags) == {
        "creationSource": "aksynth-k8s-agentpool1-19857268-vmss",
        "orchestrator": "Kubernetes:1.36.4",
        "poolName": "agentpool1",
        "resourceNameSuffix": "19857268",
        "team": "a",
    }


@pytest.mark.parametrize(
    ("prefix", "vault"),
    [
        ("mycluster", "mycluster-m-"),
        ("Private-Cluster-01", "private-clus-m-"),
        ("abcdefghijk-lm", "abcdefghijk-m-"),
        ("a--b", "a-b-m-"),
    ],
)
def test_vault_names(prefix: str, vault: str) -> None:
    """Twelve characters of the prefix, never two hyphens in a row."""
    assert Names(prefix).vault_prefix("masters") == vault
    assert len(vault) + 6 <= 24


@pytest.mark.parametrize(
    ("prefix", "account"),
    [("mycluster", "myclusteretcd"), ("Private-Cluster-01", "privateclustetcd"), ("a1-b", "a1betcd")],
)
def test_account_name(prefix: str, account: str) -> None:
    """Lower-case letters and digits of the prefix, twelve of them."""
    assert Names(prefix).account_prefix("etcd") == account
    assert len(account) + 6 <= 24


@pytest.mark.parametrize(
    ("fields", "found"),
    [
        ({}, ("LRS", 6, 14)),
        ({"properties.aksynth.backup": {"intervalHours": 1, "retentionDays": 365}}, ("LRS", 1, 365)),
        ({"properties.masterProfile.availabilityZones": ["1", "2", "3"]}, ("ZRS", 6, 14)),
        ({"properties.aksynth.backup": {"enabled": False, "intervalHours": 1}}, None),
    ],
)
def test_backup(fields: dict[str, Any], found: tuple[str, int, int] | None) -> None:
    """Every six hours for two weeks unless written; copies in the zones where the masters are in zones."""
    document = example("ha")
    for path, value in fields.items():
        document = changed(document, path, value)
    plan = blueprint(document)
    backup = plan.backup
    assert (backup and (backup.replication, backup.interval_hours, backup.retention_days)) == found
    assert ("Microsoft.Storage" in plan.network.service_endpoints) == bool(found)


@pytest.mark.parametrize(
    ("group", "label"), [("a(b)c", "a-b-c"), ("g" * 70, "g" * 63), ("group-", "group-z"), ("group_", "group_z")]
)
def test_label_value(group: str, label: str) -> None:
    """A resource group's name as a label."""
    assert label_value(group) == label


def test_order_of_pools() -> None:
    """It means nothing: another one changes neither the machines nor what masters are given."""
    document = example("ha")
    pools = document["properties"]["agentPoolProfiles"]
    assert blueprint(document) == blueprint(changed(document, "properties.agentPoolProfiles", pools[::-1]))


@pytest.mark.parametrize(
    ("size", "accelerated"), [("Standard_D2_v3", True), ("Standard_A2_v2", False), ("Standard_D99s_v99", False)]
)
def test_accelerated_networking_of_masters(size: str, accelerated: bool) -> None:
    """Where the size is known to be able."""
    plan = blueprint(changed(example("kubernetes"), "properties.masterProfile.vmSize", size))
    assert plan.masters.machine.accelerated_networking is accelerated
