"""Parts of old models that can be honoured or left out today: none of them waits for a later version."""

from __future__ import annotations

import json
from typing import Any

import pytest

from aksynth.blueprint import resolve
from aksynth.rules import Reading, example, read_string
from aksynth.rules.paths import A, K, P


def reading(patch: dict[str, Any]) -> Reading:
    return read_string(json.dumps(example(patch)), to_build=True)


GENERATED = [{"name": "c", "image": "mcr.microsoft.com/x"}]
LEAVES = dict.fromkeys(("apiServerPrivateKey", "kubeConfigPrivateKey", "clientPrivateKey"), "-----BEGIN")
CASES = [
    ({P + "windowsProfile": {}}, set()),
    ({P + "windowsProfile": {"adminUsername": "azureuser"}}, {"A123"}),
    ({K + "apiServerConfig": {"--audit-log-path": "/var/log/audit.log"}}, {"A19"}),
    ({K + "apiServerConfig": {"--audit-policy-file": "/etc/kubernetes/manifests/audit-policy.yaml"}}, {"A19"}),
    ({K + "kubeletConfig": {"--register-node": "true", "--healthz-port": "10248"}}, {"A19"}),
    ({K + "kubeletConfig": {"--cadvisor-port": "0"}}, {"A21"}),
    ({K + "kubeletConfig": {"--feature-gates": "TopologyAwareHints=true"}}, {"A24"}),
    ({A + "platformUpdateDomainCount": 3, A + "dataDiskCachingType": "ReadOnly"}, set()),
    ({P + "certificateProfile": {"caCertificate": "-----BEGIN", **LEAVES}}, {"A394"}),
    ({P + "orchestratorProfile.orchestratorRelease": "1.36.4"}, set()),
    ({K + "addons": [{"name": "cloud-node-manager", "enabled": False}]}, {"A19"}),
    ({K + "addons": [{"name": "azure-npm-daemonset", "enabled": True, "containers": GENERATED}]}, {"A19", "A129"}),
    ({K + "addons": [{"name": "tiller", "enabled": True, "containers": GENERATED}]}, {"A19", "A129"}),
    ({K + "addons": [{"name": "smb-flexvolume", "enabled": True, "containers": GENERATED}]}, {"A19", "A129"}),
]


@pytest.mark.parametrize(("patch", "rules"), CASES)
def test_it_builds(patch: dict[str, Any], rules: set[str]) -> None:
    found = reading(patch)
    assert found.filled, found.faults
    assert {fault.rule for fault in found.faults} == rules


def test_a_release_may_be_a_whole_version() -> None:
    found = reading({P + "orchestratorProfile.orchestratorRelease": "1.36.2"})
    assert found.filled
    assert resolve(found.filled).kubernetes.version == "1.36.2"


@pytest.mark.parametrize(
    "profile",
    [
        {"orchestratorRelease": "1.36.2", "orchestratorVersion": "1.36.4"},
        {"orchestratorRelease": "1.25.2"},
        {"orchestratorRelease": "1.18", "orchestratorVersion": "1.18.12"},
    ],
)
def test_a_release_of_another_time_is_one_fault(profile: dict[str, str]) -> None:
    found = reading({P + "orchestratorProfile": profile})
    assert [fault.rule for fault in found.faults] == ["V21"]
