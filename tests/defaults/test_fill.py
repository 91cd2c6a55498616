"""What blank fields become, with the reason why."""

from __future__ import annotations

import json
from typing import Any

import pytest

from aksynth.apimodel import known
from aksynth.apimodel.model import ApiModel
from aksynth.apimodel.profile import Facts
from aksynth.blueprint import resolve
from aksynth.defaults import Filled, expanded
from aksynth.rules import example, read_string
from aksynth.rules.paths import VNET, A, K, L, M, O, P, S, X

SCALE_SET = {M + "availabilityProfile": "VirtualMachineScaleSets"}
SPOT = {A + "scaleSetPriority": "Low"}
KMS = {K + "enableEncryptionWithExternalKms": True, K + "keyVaultSku": "premium"}
PRIVATE = {K + "privateCluster": {"enabled": True, "jumpboxProfile": {"name": "jb", "vmSize": "Standard_D2s_v3"}}}


def filled(patch: Any) -> Filled:
    reading = read_string(json.dumps(example(patch)))
    assert reading.filled is not None, reading.faults
    return reading.filled


def at(document: Any, path: str) -> Any:
    for part in path.split("."):
        document = document[int(part)] if isinstance(document, list) else document[part]
    return document


CASES: list[tuple[dict[str, Any], str, Any, str]] = [
    # change of the example, path, value, where it comes from
    ({}, O + "orchestratorVersion", "1.36.4", "derived: release of 1.36 in the catalog"),
    ({O + "orchestratorRelease": "1.35"}, O + "orchestratorVersion", "1.35.9", "derived: release of 1.35 in the catalog"),
    ({O + "orchestratorVersion": "v1.37.1"}, O + "orchestratorRelease", "1.37", "derived: orchestratorVersion"),
    ({O + "orchestratorVersion": "v1.37.1"}, O + "orchestratorVersion", "1.37.1", "mapped: v1.37.1 without the prefix v"),
    ({A + "vmSize": "standard_D2_V3"}, A + "vmSize", "Standard_D2_v3", "mapped: standard_D2_V3, in the spelling of Azure's API"),
    ({"location": "West US 2"}, "location", "westus2", "mapped: West US 2, in the spelling of Azure's API"),
    ({}, K + "networkPlugin", "azure", "default"),
    ({K + "networkPolicy": "cilium"}, K + "networkPlugin", "cilium", "derived: networkPolicy cilium"),
    ({K + "networkPolicy": "calico"}, K + "networkPlugin", "azure", "default"),
    ({K + "networkPolicy": "none"}, K + "networkPlugin", "kubenet", "derived: networkPolicy none"),
    ({K + "networkPolicy": "azure"}, K + "networkPolicy", "", "mapped: azure without a plugin only chooses the plugin, as AKS Engine read it"),
    ({}, K + "clusterSubnet", "10.240.0.0/12", "derived: networkPlugin azure"),
    ({K + "networkPlugin": "kubenet"}, K + "clusterSubnet", "10.244.0.0/16", "derived: networkPlugin kubenet"),
    ({}, K + "networkMode", "transparent", "derived: networkPlugin azure"),
    ({}, K + "serviceCidr", "10.0.0.0/16", "default"),
    ({}, K + "dnsServiceIP", "10.0.0.10", "default"),
    ({}, M + "firstConsecutiveStaticIP", "10.255.255.5", "derived: the masters' subnet 10.240.0.0/12"),
    ({K + "clusterSubnet": "10.100.0.0/16"}, M + "firstConsecutiveStaticIP", "10.100.255.5", "derived: the masters' subnet 10.100.0.0/16"),
    ({K + "networkPlugin": "kubenet"}, M + "firstConsecutiveStaticIP", "10.240.255.5", "derived: the masters' subnet 10.240.0.0/16"),
    (SCALE_SET, M + "firstConsecutiveStaticIP", "10.240.0.4", "derived: the masters' subnet 10.240.0.0/16"),
    ({M + "firstConsecutiveStaticIP": "10.1.1.1"}, M + "firstConsecutiveStaticIP", "10.255.255.5", "mapped: computed in an owned virtual network"),
    ({}, A + "ipAddressCount", 31, "derived: --max-pods 30"),
    ({K + "kubeletConfig": {"--max-pods": "50"}}, A + "ipAddressCount", 51, "derived: --max-pods 50"),
    ({A + "kubernetesConfig": {"kubeletConfig": {"--max-pods": "20"}}}, A + "ipAddressCount", 21, "derived: --max-pods 20"),
    ({K + "networkPlugin": "kubenet"}, A + "ipAddressCount", 1, "derived: networkPlugin kubenet"),
    ({A + "ipAddressCount": 61}, A + "kubernetesConfig.kubeletConfig.--max-pods", "60", "derived: ipAddressCount"),
    ({K + "networkPlugin": "kubenet"}, K + "kubeletConfig.--max-pods", "110", "derived: networkPlugin kubenet"),
    ({}, A + "availabilityProfile", "VirtualMachineScaleSets", "default"),
    ({}, M + "availabilityProfile", "AvailabilitySet", "default"),
    ({}, A + "acceleratedNetworkingEnabled", True, "derived: size Standard_D2_v3"),
    ({A + "vmSize": "Standard_A1_v2"}, A + "acceleratedNetworkingEnabled", False, "derived: size Standard_A1_v2"),
    ({A + "storageProfile": "Ephemeral", A + "vmSize": "Standard_D4s_v3"}, A + "osDiskCachingType", "ReadOnly", "derived: storageProfile Ephemeral"),
    ({A + "diskSizesGB": [64]}, A + "dataDiskCachingType", "ReadOnly", "default"),
    (SPOT, A + "scaleSetPriority", "Spot", "mapped: Low: Azure calls low-priority machines Spot"),
    (SPOT, A + "scaleSetEvictionPolicy", "Delete", "derived: scaleSetPriority Spot"),
    (SPOT, A + "spotMaxPrice", -1.0, "derived: scaleSetPriority Spot"),
    ({A + "distro": "aks-ubuntu-18.04"}, A + "distro", "ubuntu-24.04", "mapped: aks-ubuntu-18.04: AKS Engine images are no longer published"),
    ({}, M + "platformFaultDomainCount", 3, "derived: location westeurope"),
    ({"location": None}, M + "platformFaultDomainCount", 2, "derived: no location"),
    ({}, K + "etcdDiskSizeGB", "256", "derived: 3 nodes"),
    ({A + "count": 20}, K + "etcdDiskSizeGB", "2048", "derived: 21 nodes"),
    ({}, K + "useManagedIdentity", True, "derived: clientId is not set"),
    ({S + "clientId": "msi"}, K + "useManagedIdentity", True, "derived: clientId is not set"),
    ({S + "clientId": "11111111-2222-3333-4444-555555555555"}, K + "useManagedIdentity", False, "derived: clientId is set"),
    ({}, K + "cloudProviderRateLimitBucket", 1000, "derived: number of agent pools: 1"),
    ({P + "agentPoolProfiles": []}, K + "cloudProviderRateLimitQPS", 3.0, "derived: one tenth of the bucket size"),
    ({P + "agentPoolProfiles": []}, K + "cloudProviderRateLimitQPSWrite", 1.0, "derived: one tenth of the bucket size"),
    (KMS, K + "keyVaultSku", "Premium", "mapped: the value is not case-sensitive"),
    (PRIVATE, K + "privateCluster.jumpboxProfile.osDiskSizeGB", 30, "default"),
    (PRIVATE, K + "privateCluster.jumpboxProfile.username", "azureuser", "default"),
    ({K + "containerRuntime": "docker"}, K + "containerRuntime", "containerd", "mapped: docker: Kubernetes 1.24 removed docker support; containerd runs the same images"),
    ({}, X + "resourceGroup.name", "mycluster", "derived: the dnsPrefix"),
    ({}, X + "protect", True, "default"),
    ({}, L + "enableUnattendedUpgrades", True, "default"),
]  # fmt: skip


@pytest.mark.parametrize(("patch", "path", "value", "origin"), CASES, ids=[f"{c[1]}-{i}" for i, c in enumerate(CASES)])
def test_default(patch: dict[str, Any], path: str, value: Any, origin: str) -> None:
    """A blank field's value, and the reason for it."""
    found = filled(patch)
    document = found.model.model_dump(by_alias=True)
    assert at(document, path) == value
    key = tuple(int(part) if part.isdigit() else part for part in path.split("."))
    assert str(found.origins[key]) == origin


def test_what_is_written_stays() -> None:
    """A written value has no origin, false and 1 included."""
    found = filled({A + "acceleratedNetworkingEnabled": False, K + "cloudProviderBackoff": False})
    assert at(found.model.model_dump(by_alias=True), A + "acceleratedNetworkingEnabled") is False
    assert ("properties", "agentPoolProfiles", 0, "acceleratedNetworkingEnabled") not in found.origins


PATCHES: list[Any] = [{}, *(case[0] for case in CASES), VNET, KMS, PRIVATE, {**VNET, **SCALE_SET, M + "firstConsecutiveStaticIP": None,
    M + "agentVnetSubnetID": VNET[A + "vnetSubnetID"]}]  # fmt: skip


@pytest.mark.parametrize("patch", PATCHES)
def test_resolving_is_idempotent(patch: Any) -> None:
    """A resolved model written out and read again gives the same blueprint, and nothing in it is mapped any more."""
    first = filled(patch)
    again = read_string(json.dumps(expanded(first)))
    assert again.filled is not None, again.faults
    assert resolve(again.filled) == resolve(first)
    assert expanded(again.filled) == expanded(first)
    assert "mapped" not in {origin.kind for origin in again.filled.origins.values()}


def test_no_secret_is_expanded() -> None:
    """Secrets of the model do not stand in the model that is written out."""
    secret = {
        S + "secret": "planted",
        P + "certificateProfile": {"clientPrivateKey": "planted", "etcdPeerPrivateKeys": ["planted"]},
    }
    document = json.dumps(expanded(filled(secret)))
    assert "planted" not in document and "***" not in document


def test_documented_defaults_are_the_defaults() -> None:
    """What a field's text says of its default is what a blank field becomes."""
    facts: dict[str, Facts] = {field.path.replace("[]", ""): field.facts for field in known(ApiModel)}
    checked = 0
    for patch in PATCHES:
        found = filled(patch)
        for path, origin in found.origins.items():
            name = ".".join(str(part) for part in path if not isinstance(part, int))
            if origin.kind != "default":
                continue
            value: Any = found.model.model_dump(by_alias=True)
            for part in path:
                value = value[part]
            text = str(value).lower() if isinstance(value, bool) else str(value)
            assert text in facts[name].unset, name
            checked += 1
    assert checked > 100
