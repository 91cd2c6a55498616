"""`--set`, as `aks-engine generate` had it."""

from __future__ import annotations

import json
from typing import Any

import pytest

from aksynth.rules import Reading, example, read_string
from aksynth.rules.paths import M


def reading(*settings: str, patch: Any = None) -> Reading:
    return read_string(json.dumps(example(patch or {}), indent=1), settings=settings)


VALUES: list[tuple[str, str, Any]] = [
    # what is set, where it is, what is there
    ("masterProfile.count=3", "master_profile.count", 3),
    ("MASTERPROFILE.Count=3", "master_profile.count", 3),
    ("properties.masterProfile.count=5", "master_profile.count", 5),
    ("masterProfile.dnsPrefix=abc,masterProfile.count=3", "master_profile.dns_prefix", "abc"),
    ("agentPoolProfiles[0].count=7", "agent_pool_profiles.0.count", 7),
    ("agentPoolProfiles[1].name=b,agentPoolProfiles[1].count=1,agentPoolProfiles[1].vmSize=Standard_D2_v3", "agent_pool_profiles.1.name", "b"),
    ("orchestratorProfile.orchestratorRelease=1.36", "orchestrator_profile.orchestrator_release", "1.36"),
    ('masterProfile.customVMTags.owner="a,b=c"', "master_profile.custom_vm_tags", {"owner": "a,b=c"}),
    ("agentPoolProfiles[0].customNodeLabels.example.com/a=1", "agent_pool_profiles.0.custom_node_labels", {"example.com/a": "1"}),
    ("orchestratorProfile.kubernetesConfig.apiServerConfig.--v=4", "orchestrator_profile.kubernetes_config.api_server_config", {"--v": "4"}),
    ("aksynth.protect=false", "aksynth.protect", False),
    ("aksynth.access.apiRanges[0]=198.51.100.0/24", "aksynth.access.api_ranges", ["198.51.100.0/24"]),
    ("masterProfile.customVMTags.team=it's ours", "master_profile.custom_vm_tags", {"team": "it's ours"}),
    ("linuxProfile.adminUsername='ops'", "linux_profile.admin_username", "ops"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "where", "value"), VALUES)
def test_values(text: str, where: str, value: Any) -> None:
    """A value counts before the file's, and has the type of its field."""
    found = reading(text)
    assert found.faults == () and found.filled is not None
    place: Any = found.filled.model.properties
    for part in where.split("."):
        place = place[int(part)] if part.isdigit() else getattr(place, part)
    assert place == value


def test_document() -> None:
    """What AKS Engine's --location gave; and the last of several counts."""
    found = reading("location=northeurope", "location=westus2")
    assert found.filled is not None and found.filled.model.location == "westus2"


WRONG = [
    ("masterProfile.count=2", "V5", "", "masterProfile.count"),
    ("masterProfile.count=many", "A5", "whole number", "masterProfile.count"),
    ("masterProfile.cuont=3", "V1", "did you mean count?", "masterProfile.cuont"),
    ("masterProfil.count=3", "V1", "did you mean masterProfile?", ""),
    ("agentPoolProfiles[3].count=1", "A7", "has 1 entries", "agentPoolProfiles[3].count"),
    ("agentPoolProfiles.count=1", "A7", "such as [0]", "agentPoolProfiles.count"),
    ("masterProfile.count", "A7", 'no "="', "?"),
    ("=3", "A7", 'no "="', "?"),
    ("masterProfile[x].count=1", "A7", "numbers in brackets", "masterProfile[x].count"),
]


@pytest.mark.parametrize(("text", "rule", "words", "setting"), WRONG)
def test_wrong(text: str, rule: str, words: str, setting: str) -> None:
    """A fault names the setting in place of a line."""
    found = reading(text)
    assert found.filled is None
    assert [(rule, True)] == [(fault.rule, words in fault.message) for fault in found.faults if fault.rule == rule]
    if setting:
        (fault,) = [fault for fault in found.faults if fault.rule == rule]
        assert (fault.place("m.json"), fault.line) == (f"m.json --set {setting}", 0)


def test_blank_prefix() -> None:
    """The fault names the way, which works."""
    (fault,) = reading(patch={M + "dnsPrefix": ""}).faults
    assert "--set masterProfile.dnsPrefix=NAME" in fault.advice
    assert reading("masterProfile.dnsPrefix=mine", patch={M + "dnsPrefix": ""}).faults == ()


def test_secret() -> None:
    """A secret that is set is not repeated."""
    for text in ("servicePrincipalProfile.secret=a,hunter2Planted", "servicePrincipalProfile.secrt=hunter2Planted"):
        found = reading(text)
        assert found.faults and "hunter2Planted" not in repr(found.faults)
