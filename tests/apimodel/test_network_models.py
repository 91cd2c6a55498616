"""AKS Engine's models of networks: docs/networks.md says what becomes of each.

A model here is the smallest example with what the model of AKS Engine says about networks and machines. The models
themselves are read where they are beside the checkout.
"""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
from clusters import ROOT, changed, example

from aksynth import fast_bindings

fast_bindings.install()

import cdktf  # noqa: E402

from aksynth.blueprint import resolve  # noqa: E402
from aksynth.rules import Reading, read_string  # noqa: E402
from aksynth.rules.paths import SUBNET, A, K, L, M, P  # noqa: E402
from aksynth.stacks import ClusterStack  # noqa: E402

ORIGINALS = ROOT.parent / "shared/apimodels"
TABLE = (ROOT / "docs/networks.md").read_text("utf-8").partition("| Model | Answer | Rules |")[2]
ROWS = {
    name: (answer.partition(":")[0].partition(",")[0], set(re.findall(r"\[([AV]\d+)\]", rules)))
    for name, answer, rules in re.findall(r"^\| `(\S+)` \| ([^|]+?) \|([^|]*)\|$", TABLE, re.MULTILINE)
}

IN_A_SET = {A + "availabilityProfile": "AvailabilitySet", A + "count": 3}
JUMPBOX = {"name": "my-jb", "vmSize": "Standard_D2_v3", "osDiskSizeGB": 30, "username": "azureuser", "publicKey": ""}
PRIVATE = {**IN_A_SET, K + "privateCluster": {"enabled": True, "jumpboxProfile": JUMPBOX}}
VNET = {M + "vnetSubnetID": f"{SUBNET}nodes", A + "vnetSubnetID": f"{SUBNET}nodes"}
STATIC = {**VNET, A + "availabilityProfile": "AvailabilitySet", M + "firstConsecutiveStaticIP": "10.239.255.239"}
SCALE_SETS = {
    **VNET,
    M + "count": 3,
    M + "availabilityProfile": "VirtualMachineScaleSets",
    M + "agentVnetSubnetID": f"{SUBNET}nodes",
    M + "vnetCidr": "10.239.0.0/16",
    A + "vmSize": "Standard_DS2_v2",
    A + "diskSizesGB": [128],
    K + "clusterSubnet": "10.239.0.0/16",
    K + "addons": [{"name": "tiller", "enabled": True, "containers": [{"name": "tiller", "cpuLimits": "1"}]}],
}
REALM = {"name": "vlabs.local", "realmUser": "vlabs", "realmPassword": "foobar"}
EXTENSION = {"name": "register-dns", "singleOrAll": "All"}
MODELS: dict[str, dict[str, Any]] = {
    "networkplugin/kubernetes-azure.json": {**IN_A_SET, K + "networkPlugin": "azure"},
    "networkplugin/kubernetes-antrea.json": {**IN_A_SET, K + "networkPlugin": "antrea"},
    "networkpolicy/kubernetes-antrea.json": {**IN_A_SET, K + "networkPolicy": "antrea"},
    "networkpolicy/kubernetes-calico-azure.json": {
        **IN_A_SET,
        K + "networkPlugin": "azure",
        K + "networkPolicy": "calico",
    },
    "networkpolicy/kubernetes-calico-kubenet.json": {
        **IN_A_SET,
        K + "networkPlugin": "kubenet",
        K + "networkPolicy": "calico",
    },
    "networkpolicy/kubernetes-cilium.json": {K + "networkPolicy": "cilium"},
    "e2e-tests/kubernetes/kubernetes-config/network-plugin-kubenet.json": {**IN_A_SET, K + "networkPlugin": "kubenet"},
    "kubernetes-kubenet-containerd.json": {K + "networkPlugin": "kubenet", K + "containerRuntime": "containerd"},
    "kubernetes-config/kubernetes-private-cluster.json": {**PRIVATE, M + "count": 3},
    "kubernetes-config/kubernetes-private-cluster-single-master.json": PRIVATE,
    "vnet/kubernetesvnet.json": {**STATIC, K + "networkPlugin": "kubenet"},
    "vnet/kubernetesvnet-azure-cni.json": {**STATIC, M + "vnetCidr": "10.239.0.0/16"},
    "vnet/kubernetesvnet-customsearchdomain.json": {
        **STATIC,
        K + "networkPolicy": "calico",
        L + "customSearchDomain": REALM,
    },
    "vnet/kubernetesvnet-customnodesdns.json": {
        **VNET,
        M + "firstConsecutiveStaticIP": "10.239.255.239",
        M + "vnetCidr": "10.22.221.0/24",
        M + "preProvisionExtension": EXTENSION,
        A + "preProvisionExtension": EXTENSION,
        K + "networkPolicy": "calico",
        L + "customNodesDNS": {"dnsServer": "10.239.255.255"},
        P + "extensionProfiles": [{"name": "register-dns", "version": "v1", "script": "register-dns.sh"}],
    },
    "vnet/kubernetes-master-vmss.json": SCALE_SETS,
    "kubernetes-vmss-master/customvnet.json": SCALE_SETS,
    "dualstack/kubernetes.json": {
        P + "featureFlags.enableIPv6DualStack": True,
        K + "networkPlugin": "kubenet",
        K + "clusterSubnet": "10.244.0.0/16,fd00:101::/82",
    },
    "ipv6/kubernetes.json": {P + "featureFlags.enableIPv6Only": True, K + "networkPlugin": "kubenet"},
}


def reading(name: str) -> Reading:
    document = example("kubernetes")
    for path, value in MODELS[name].items():
        document = changed(document, path, value)
    return read_string(json.dumps(document), to_build=True)


def original(path: Path) -> Reading:
    """With its blanks filled, and without its release."""
    document: Any = json.loads(path.read_text("utf-8"))
    document["properties"]["masterProfile"]["dnsPrefix"] = "fromaksengine"
    for field in ("orchestratorRelease", "orchestratorVersion"):
        document["properties"].get("orchestratorProfile", {}).pop(field, None)
    return read_string(json.dumps(document).replace("SUB_ID", "11111111-2222-3333-4444-555555555555"), to_build=True)


def test_every_model_has_a_row() -> None:
    assert set(ROWS) == set(MODELS)


@pytest.mark.parametrize("name", MODELS)
def test_answer(name: str) -> None:
    """As the page says: it synthesizes with these warnings, or these rules refuse it."""
    found = [reading(name), *([original(path)] if (path := ORIGINALS / name).exists() else [])]
    for one in found:
        assert ("built" if one.filled else "refused", {fault.rule for fault in one.faults}) == ROWS[name]
        assert all(fault.advice for fault in one.faults)
    for one in found[-1:]:
        if one.filled:
            stack = ClusterStack(cdktf.Testing.app(), "cluster", blueprint=resolve(one.filled))
            assert '"azurerm_virtual_machine_run_command"' in cdktf.Testing.synth(stack)
