"""Each rule has a model that it refuses, with the exact place, and a nearest right neighbour that it accepts."""

from __future__ import annotations

import base64
import json
import struct
from typing import Any

import pytest
from clusters import changed, example

from aksynth.apimodel import render
from aksynth.rules import RULES, read_string

P = "properties"
MASTER, POOL = f"{P}.masterProfile", f"{P}.agentPoolProfiles.0"
CONFIG = f"{P}.orchestratorProfile.kubernetesConfig"
LINUX, AKSYNTH = f"{P}.linuxProfile", f"{P}.aksynth"
KEY = f"{LINUX}.ssh.publicKeys.0.keyData"
UUID = "11111111-2222-3333-4444-555555555555"


def rsa_key(bits: int) -> str:
    """The text of a public key with a modulus of so many bits."""
    modulus = (1 << (bits - 1) | 1).to_bytes(bits // 8 + 1, "big")
    fields = [b"ssh-rsa", b"\x01\x00\x01", modulus]
    blob = b"".join(struct.pack(">I", len(field)) + field for field in fields)
    return f"ssh-rsa {base64.b64encode(blob).decode()} ops"


CASES: list[tuple[str, str, Any, str, Any]] = [
    # rule, path that is changed, wrong value, where the fault is, right value
    ("V2", "apiVersion", "2019-08-01", "apiVersion", "vlabs"),
    ("V3", P, ..., "", example("kubernetes")[P]),
    ("V4", MASTER, ..., P, example("kubernetes")[P]["masterProfile"]),
    ("V5", f"{MASTER}.count", 2, f"{MASTER}.count", 3),
    ("V6", f"{MASTER}.vmSize", "", f"{MASTER}.vmSize", "Standard_D4s_v5"),
    ("V6", f"{POOL}.vmSize", " ", f"{P}.agentPoolProfiles[0].vmSize", "Standard_D4s_v5"),
    ("V7", f"{MASTER}.dnsPrefix", "", f"{MASTER}.dnsPrefix", "abc"),
    ("V7", f"{MASTER}.dnsPrefix", "my_cluster", f"{MASTER}.dnsPrefix", "my-cluster"),
    ("V8", f"{MASTER}.osDiskSizeGB", 20, f"{MASTER}.osDiskSizeGB", 30),
    ("V8", f"{POOL}.osDiskSizeGB", 4096, f"{P}.agentPoolProfiles[0].osDiskSizeGB", 2048),
    ("V9", f"{POOL}.ipAddressCount", 257, f"{P}.agentPoolProfiles[0].ipAddressCount", 256),
    ("V9", f"{MASTER}.ipAddressCount", 10, f"{MASTER}.ipAddressCount", 11),
    ("V11", f"{POOL}.count", 0, f"{P}.agentPoolProfiles[0].count", 1),
    ("V14", f"{LINUX}.adminUsername", "root", f"{LINUX}.adminUsername", "azureuser"),
    ("V14", f"{LINUX}.adminUsername", "", f"{LINUX}.adminUsername", "ops"),
    ("V15", KEY, rsa_key(1024), f"{LINUX}.ssh.publicKeys[0].keyData", rsa_key(2048)),
    ("V15", KEY, "ssh-ed25519 AAAA", f"{LINUX}.ssh.publicKeys[0].keyData", ""),
    ("V15", KEY, "-----BEGIN OPENSSH PRIVATE KEY-----", f"{LINUX}.ssh.publicKeys[0].keyData", rsa_key(4096)),
    ("V21", f"{P}.orchestratorProfile.orchestratorRelease", "1.18", f"{P}.orchestratorProfile.orchestratorRelease", "1.37"),
    ("V21", f"{P}.orchestratorProfile.orchestratorVersion", "1.36", f"{P}.orchestratorProfile.orchestratorVersion", "1.35.2"),
    ("V24", f"{CONFIG}.enableRbac", False, f"{CONFIG}.enableRbac", True),
    ("V44", f"{CONFIG}.clusterSubnet", "10.1.2.3/16", f"{CONFIG}.clusterSubnet", "10.1.0.0/16"),
    ("V45", f"{CONFIG}.clusterSubnet", "10.1.0.0/24", f"{CONFIG}.clusterSubnet", "10.1.0.0/23"),
    ("V46", f"{CONFIG}.serviceCidr", "10.2.0.0/16", CONFIG, ...),
    ("V47", CONFIG, {"serviceCidr": "x", "dnsServiceIP": "10.2.0.10"}, f"{CONFIG}.serviceCidr", {}),
    (
        "V48",
        CONFIG,
        {"serviceCidr": "10.2.0.0/16", "dnsServiceIP": "10.2.0.20"},
        f"{CONFIG}.dnsServiceIP",
        {"serviceCidr": "10.2.0.0/16", "dnsServiceIP": "10.2.0.10"},
    ),
    ("V80", f"{POOL}.name", "Pool_1", f"{P}.agentPoolProfiles[0].name", "pool1"),
    ("V81", f"{P}.agentPoolProfiles", example("kubernetes")[P]["agentPoolProfiles"] * 2, f"{P}.agentPoolProfiles[1].name", []),
    ("V94", f"{MASTER}.osDiskCachingType", "Both", f"{MASTER}.osDiskCachingType", "ReadOnly"),
    ("V97", POOL, {"name": "a", "count": 1, "vmSize": "Standard_A1_v2", "acceleratedNetworkingEnabled": True},
     f"{P}.agentPoolProfiles[0].acceleratedNetworkingEnabled", {"name": "a", "count": 1, "vmSize": "Standard_A1_v2"}),
    ("V101", f"{POOL}.customNodeLabels", {"a b": "c"}, f"{P}.agentPoolProfiles[0].customNodeLabels.a b", {"a": "c"}),
    ("V131", f"{P}.servicePrincipalProfile.clientId", "me", f"{P}.servicePrincipalProfile.clientId", UUID),
    ("A10", f"{CONFIG}.networkPlugin", "kubenet", f"{CONFIG}.networkPlugin", "azure"),
    ("A10", f"{CONFIG}.containerRuntime", "docker", f"{CONFIG}.containerRuntime", "containerd"),
    ("A10", f"{POOL}.osType", "Windows", f"{P}.agentPoolProfiles[0].osType", "Linux"),
    ("A10", f"{CONFIG}.loadBalancerSku", "basic", f"{CONFIG}.loadBalancerSku", "standard"),
    ("A11", f"{CONFIG}.privateCluster.enabled", True, f"{CONFIG}.privateCluster.enabled", False),
    ("A12", "location", "usgovvirginia", "location", "westeurope"),
    ("A13", "location", "West Europe", "location", "westeurope"),
    ("A20", f"{CONFIG}.apiServerConfig", {"v": "2"}, f"{CONFIG}.apiServerConfig.v", {"--v": "2"}),
    ("A21", f"{CONFIG}.apiServerConfig", {"--insecure-port": "0"}, f"{CONFIG}.apiServerConfig.--insecure-port", {}),
    ("A22", f"{CONFIG}.apiServerConfig", {"--etcd-servers": "x"}, f"{CONFIG}.apiServerConfig.--etcd-servers", {}),
    ("A30", f"{AKSYNTH}.access.apiRanges", ["198.51.100.1/24"], f"{AKSYNTH}.access.apiRanges[0]", ["198.51.100.0/24"]),
    ("A30", f"{MASTER}.HTTPSourceAddressPrefix", "office", f"{MASTER}.HTTPSourceAddressPrefix", "*"),
    ("A31", f"{AKSYNTH}.access.sshRanges", ["0.0.0.0/0"], f"{AKSYNTH}.access.sshRanges[0]", ["198.51.100.0/24"]),
    ("A32", f"{CONFIG}.clusterSubnet", "192.168.0.0/16", f"{CONFIG}.clusterSubnet", "10.192.0.0/16"),
    ("A33", f"{CONFIG}.clusterSubnet", "10.0.0.0/12", f"{CONFIG}.clusterSubnet", "10.16.0.0/12"),
    (
        "A34",
        CONFIG,
        {"serviceCidr": "10.2.0.0/28", "dnsServiceIP": "10.2.0.10"},
        f"{CONFIG}.serviceCidr",
        {"serviceCidr": "10.2.0.0/24", "dnsServiceIP": "10.2.0.10"},
    ),
    ("A35", P, {**example("kubernetes")[P], "masterProfile": {**example("ha")[P]["masterProfile"], "ipAddressCount": 200},
     "orchestratorProfile": {"kubernetesConfig": {"clusterSubnet": "10.1.0.0/23"}}}, f"{MASTER}.ipAddressCount", example("ha")[P]),
    ("A36", f"{POOL}", {"name": "a", "vmSize": "Standard_D2_v3", "count": 1000, "ipAddressCount": 100}, f"{CONFIG}.clusterSubnet",
     {"name": "a", "vmSize": "Standard_D2_v3", "count": 600, "ipAddressCount": 100}),
    ("A37", f"{MASTER}.firstConsecutiveStaticIP", "10.255.255.5", f"{MASTER}.firstConsecutiveStaticIP", ""),
    ("A40", f"{POOL}.vmSize", "Standard_D99_v99", f"{P}.agentPoolProfiles[0].vmSize", "standard_d2_v3"),
    ("A41", f"{CONFIG}.etcdDiskSizeGB", "much", f"{CONFIG}.etcdDiskSizeGB", "512"),
    ("A42", f"{POOL}.customNodeLabels", {"node-role.kubernetes.io/x": ""},
     f"{P}.agentPoolProfiles[0].customNodeLabels.node-role.kubernetes.io/x", {"node.kubernetes.io/x": ""}),
    ("A43", f"{MASTER}.subjectAltNames", ["a b"], f"{MASTER}.subjectAltNames[0]", ["a.example.com", "198.51.100.7"]),
    ("A44", f"{MASTER}.platformFaultDomainCount", 4, f"{MASTER}.platformFaultDomainCount", 3),
    ("A45", f"{MASTER}.customVMTags", {"a/b": "c"}, f"{MASTER}.customVMTags.a/b", {"a": "c"}),
    ("A50", f"{P}.servicePrincipalProfile.secret", "s3cret", f"{P}.servicePrincipalProfile.secret", "msi"),
    ("A51", CONFIG, {"useManagedIdentity": False, "userAssignedID": "mine"}, f"{CONFIG}.userAssignedID", {"userAssignedID": "mine"}),
    ("A52", f"{CONFIG}.userAssignedID", "/subscriptions/s", f"{CONFIG}.userAssignedID",
     "/subscriptions/s/resourceGroups/g/providers/Microsoft.ManagedIdentity/userAssignedIdentities/n"),
    ("A53", f"{AKSYNTH}.access.vaultReaders", ["me"], f"{AKSYNTH}.access.vaultReaders[0]", [UUID]),
    ("A54", f"{AKSYNTH}.resourceGroup", {"existing": True}, f"{AKSYNTH}.resourceGroup", {"existing": True, "name": "ours"}),
    ("A55", f"{AKSYNTH}.resourceGroup", {"name": "ours."}, f"{AKSYNTH}.resourceGroup.name", {"name": "ours"}),
    ("A56", f"{AKSYNTH}.backend.azurerm", {"resourceGroupName": "g", "storageAccountName": "s"},
     f"{AKSYNTH}.backend.azurerm.containerName",
     {"resourceGroupName": "g", "storageAccountName": "s", "containerName": "c"}),
]  # fmt: skip


@pytest.mark.parametrize(
    ("rule", "path", "wrong", "where", "right"), CASES, ids=[f"{c[0]}-{i}" for i, c in enumerate(CASES)]
)
def test_rule(rule: str, path: str, wrong: Any, where: str, right: Any) -> None:
    """The wrong model has this fault at this place and on a real line; the right one has none of this rule."""
    document = changed(example("kubernetes"), f"{CONFIG}.clusterSubnet", "10.1.0.0/16" if rule == "A36" else "")
    _, faults = read_string(json.dumps(changed(document, path, wrong), indent=2))
    (found, *_) = [fault for fault in faults if fault.rule == rule]
    assert found.location == where.replace("agentPoolProfiles.0", "agentPoolProfiles[0]")
    assert (found.line, found.column) > (0, 0)
    neighbour = changed(document, path, right) if right is not ... else document
    assert rule not in {fault.rule for fault in read_string(json.dumps(neighbour))[1]}


def test_every_rule_has_a_case() -> None:
    """No rule without its wrong model."""
    assert set(RULES) == {case[0] for case in CASES}


def test_all_at_once_with_lines() -> None:
    """Every fault of a model in one reading, each with line, column, value, what is allowed and what to do."""
    text = """{
  "apiVersion": "vlabs",
  "properties": {
    "masterProfile": {"count": 2, "dnsPrefix": "x", "vmSize": "Standard_D2_v3"},
    "linuxProfile": {"adminUsername": "azureuser"}
  }
}"""
    model, faults = read_string(text)
    assert model is None
    assert [(fault.rule, fault.line, fault.column) for fault in faults] == [("V5", 4, 23), ("V7", 4, 35)]
    assert render(faults[:1], "a.json") == (
        "a.json:4:23: error V5 properties.masterProfile.count: etcd keeps its majority with an odd number of masters "
        "(found 2)\n    allowed: 1, 3 or 5\n    do: 3 survive the loss of one, 5 of two"
    )


def test_secret_is_never_shown() -> None:
    """Neither a secret nor one of the wrong type is repeated."""
    for secret in ("s3cret-value", ["s3cret-value"]):
        document = changed(example("kubernetes"), f"{P}.servicePrincipalProfile", {"secret": secret})
        model, faults = read_string(json.dumps(document))
        assert faults
        assert "s3cret-value" not in render(faults, "a.json") + repr(model) + repr(faults)
