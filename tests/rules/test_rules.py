"""Each rule has a model that it refuses, with the exact place, and a nearest right neighbour that it accepts."""

from __future__ import annotations

import base64
import json
import re
import struct
from typing import Any

import pytest
from clusters import changed
from clusters import example as example_file

from aksynth.apimodel import Fault, known, render
from aksynth.apimodel.model import ApiModel
from aksynth.catalog import network_plugins
from aksynth.catalog.data import read as catalog
from aksynth.rules import RULES, Rule, example, read_string

P = "properties"
CONFIG = f"{P}.orchestratorProfile.kubernetesConfig"
FORM = {"A1", "A2", "A3", "A4", "A5", "A6", "A7", "V1", "A72"}
"""Ids of faults that come from reading, before any rule."""


def faults(patch: Any) -> list[Fault]:
    return list(read_string(json.dumps(example(patch), indent=2)).faults)


def test_the_example_is_right() -> None:
    """The model that all examples change has no fault."""
    assert faults({}) == []


@pytest.mark.parametrize("rule", RULES.values(), ids=RULES)
def test_rule(rule: Rule) -> None:
    """The wrong model has this fault, on a real line and at a path that can be found; the right one has no error."""
    found = [fault for fault in faults(rule.wrong) if fault.rule == rule.id]
    assert found
    for fault in found:
        assert fault.severity == rule.severity
        assert (fault.line, fault.column) > (0, 0)
        assert fault.message and fault.advice
    right = faults(rule.right)
    assert not [fault for fault in right if fault.rule == rule.id or fault.severity == "error"], right


@pytest.mark.parametrize("rule", RULES.values(), ids=RULES)
def test_title(rule: Rule) -> None:
    """It says what has to be true, so it reads as a demand in the list of all rules."""
    assert re.search(r"\b(must|should|requires?)\b", rule.title), rule.title


def test_a_tag_in_two_cases() -> None:
    """Azure would keep one of them, and each plan would add the other one."""
    (found,) = faults({"properties.masterProfile.customVMTags": {"team": "a", "Team": "b"}})
    assert (found.rule, found.path[-1], found.advice) == ("A45", "Team", "remove one of the tags")


def test_refused_values_are_not_offered() -> None:
    """What is known and always refused is no way out."""
    for field, names, built in (
        ("networkPlugin", network_plugins.plugins(), network_plugins.built()),
        ("networkPolicy", network_plugins.policies(), network_plugins.built_policies()),
    ):
        (found,) = faults({f"{CONFIG}.{field}": "weave"})
        assert found.allowed == ", ".join(built) and set(built) < set(names)


def test_every_id_of_aks_engine_has_its_place() -> None:
    """AKS Engine's checks are rules here, or are in the table of obsolete ones; and in one of both."""
    gone = catalog("rules_gone")["rules"]
    ids = {id_ for id_ in RULES if id_.startswith("V")} | {"V1"}
    assert not ids & set(gone)
    spans = [(1, 16), (20, 55), (60, 66), (70, 76), (80, 103), (110, 112), (120, 121), (130, 134), (140, 140)]
    spans += [(150, 156), (160, 163), (170, 170)]
    assert ids | set(gone) == {f"V{number}" for first, last in spans for number in range(first, last + 1)}


def test_fields_name_rules_that_exist() -> None:
    """The id that a field names for its check is a rule."""
    named = {field.facts.rule for field in known(ApiModel)} - {""}
    assert named <= set(RULES) | FORM


def test_rules_are_written_for_people() -> None:
    """Each has a title, a line of advice and a source."""
    for rule in RULES.values():
        assert rule.title.endswith(".") and len(rule.title) < 160, rule.id
        assert rule.advice and rule.source, rule.id


def test_silence() -> None:
    """A rule that may be silenced says nothing with a reason, and is still shown as silenced."""
    patch = {f"{P}.agentPoolProfiles.0.vmSize": "Standard_D99_v99", f"{P}.aksynth.silence": {"A40": "of next year"}}
    reading = read_string(json.dumps(example(patch)))
    assert reading.faults == ()
    assert [fault.rule for fault in reading.silenced] == ["A40"]
    assert [fault.rule for fault in faults({f"{P}.aksynth.silence": {"A40": "idle"}})] == ["A72"]
    empty = {**patch, f"{P}.aksynth.silence": {"A40": " "}}
    assert {"A40", "A71"} <= {fault.rule for fault in faults(empty)}


def rsa_key(bits: int) -> str:
    """The text of a public key with a modulus of so many bits."""
    modulus = (1 << (bits - 1) | 1).to_bytes(bits // 8 + 1, "big")
    fields = [b"ssh-rsa", b"\x01\x00\x01", modulus]
    blob = b"".join(struct.pack(">I", len(field)) + field for field in fields)
    return f"ssh-rsa {base64.b64encode(blob).decode()} ops"


def encoded(manifest: str) -> str:
    return base64.b64encode(manifest.encode()).decode()


ODD = ["!!int ''", "!!bool foo", "!!timestamp foo", "&a {kind: List, items: [*a]}", "[" * 600, "{apiVersion: v1, kind: [Secret], metadata: {name: a}}",
       "{apiVersion: v1, kind: A, metadata: {name: 1}}", "{kind: List, items: [{kind: List, items: [{apiVersion: v1, kind: A, metadata: {name: a}}]}]}"]  # fmt: skip
"""Manifests that are none."""

BLOCKED = {f"{P}.featureFlags": {"blockOutboundInternet": True}}
COMMUNITY = "/communityGalleries/ours-1234/images/node/versions/1.36.4"

MORE: list[tuple[str, dict[str, Any], dict[str, Any]]] = [
    # further cases of one rule: id, wrong, right
    ("V15", {f"{P}.linuxProfile.ssh.publicKeys.0.keyData": rsa_key(1024)}, {f"{P}.linuxProfile.ssh.publicKeys.0.keyData": rsa_key(2048)}),
    ("V15", {f"{P}.linuxProfile.ssh.publicKeys.0.keyData": "-----BEGIN OPENSSH PRIVATE KEY-----"}, {f"{P}.linuxProfile.ssh.publicKeys.0.keyData": rsa_key(4096)}),
    ("V15", {f"{P}.linuxProfile.ssh.publicKeys.0.keyData": "ssh-rsa \u0085\u0080"}, {f"{P}.linuxProfile.ssh.publicKeys.0.keyData": rsa_key(2048)}),
    ("V14", {f"{P}.linuxProfile.adminUsername": ""}, {f"{P}.linuxProfile.adminUsername": "azureUser"}),
    ("V14", {f"{P}.linuxProfile.adminUsername": "Admin"}, {f"{P}.linuxProfile.adminUsername": "ops"}),
    ("V21", {f"{P}.orchestratorProfile.orchestratorVersion": "1.36"}, {f"{P}.orchestratorProfile.orchestratorVersion": "v1.35.2"}),
    ("V21", {f"{P}.orchestratorProfile": {"orchestratorRelease": "1.36", "orchestratorVersion": "1.35.2"}}, {f"{P}.orchestratorProfile": {"orchestratorRelease": "1.35", "orchestratorVersion": "1.35.2"}}),
    ("V48", {CONFIG: {"serviceCidr": "10.2.0.0/16", "dnsServiceIP": "10.2.255.255"}}, {CONFIG: {"serviceCidr": "10.2.0.0/16", "dnsServiceIP": "10.2.0.10"}}),
    ("V62", {CONFIG: {"networkPlugin": "azure", "networkPolicy": "cilium"}}, {CONFIG: {"networkPlugin": "azure", "networkPolicy": "calico"}}),
    ("V64", {CONFIG: {"networkMode": "bridge", "networkPolicy": "calico"}}, {CONFIG: {"networkMode": "bridge"}}),
    ("V33", {f"{CONFIG}.outboundRuleIdleTimeoutInMinutes": 121}, {f"{CONFIG}.outboundRuleIdleTimeoutInMinutes": 120}),
    ("V11", {f"{P}.agentPoolProfiles.0.count": 1001}, {f"{P}.agentPoolProfiles.0.count": 1000}),
    ("A33", {CONFIG: {"networkPlugin": "kubenet", "clusterSubnet": "10.240.0.0/20"}}, {CONFIG: {"networkPlugin": "kubenet", "clusterSubnet": "10.244.0.0/16"}}),
    ("A81", {f"{P}.agentPoolProfiles.0.storageProfile": "Ephemeral", f"{P}.agentPoolProfiles.0.vmSize": "Standard_D2s_v3", f"{P}.agentPoolProfiles.0.osDiskSizeGB": 80}, {f"{P}.agentPoolProfiles.0.storageProfile": "Ephemeral", f"{P}.agentPoolProfiles.0.vmSize": "Standard_D2s_v3", f"{P}.agentPoolProfiles.0.osDiskSizeGB": 50}),
    ("A451", {f"{P}.agentPoolProfiles.0": {"name": "azl", "count": 1, "vmSize": "Standard_D4s_v5", "distro": "azure-linux-3", "kubernetesConfig": {"containerRuntime": "kata-containers"}}}, {f"{P}.agentPoolProfiles.0": {"name": "azl", "count": 1, "vmSize": "Standard_D2s_v5", "distro": "azure-linux-3"}}),
    ("A451", {f"{P}.agentPoolProfiles.0": {"name": "azl", "count": 1, "vmSize": "Standard_NC4as_T4_v3", "distro": "azure-linux-3"}}, {f"{P}.agentPoolProfiles.0": {"name": "azl", "count": 1, "vmSize": "Standard_NC4as_T4_v3", "distro": "azure-linux-3"}, f"{CONFIG}.addons": [{"name": "nvidia-device-plugin", "enabled": False}]}),
    ("A15", {f"{P}.agentPoolProfiles.0.distro": "aks-ubuntu-18.04"}, {f"{P}.agentPoolProfiles.0.distro": "ubuntu-24.04"}),
    ("A15", {f"{CONFIG}.loadBalancerSku": "basic"}, {f"{CONFIG}.loadBalancerSku": "STANDARD"}),
    ("A96", {f"{P}.aksynth.mirrors.registries": {"https://quay.io": "q.example.com"}}, {f"{P}.aksynth.mirrors.registries": {"quay.io:443": "q.example.com:5000/a/b-c__d"}}),
    ("A96", {f"{P}.aksynth.mirrors.registries": {"quay.io": "q.example.com/"}}, {f"{P}.aksynth.mirrors.registries": {"quay.io": "q.example.com"}}),
    ("A97", {f"{P}.aksynth.mirrors.packages": "https://m.example.com/"}, {f"{P}.aksynth.mirrors.packages": "https://m.example.com:8443/a~b/c"}),
    ("A97", {f"{P}.aksynth.mirrors.packages": "https://m.example.com/'; reboot; '"}, {f"{P}.aksynth.mirrors.packages": "https://m.example.com:65535"}),
    ("A97", {f"{P}.aksynth.mirrors.packages": "https://m.example.com/../x"}, {f"{P}.aksynth.mirrors.packages": "https://m.example.com/a.b"}),
    ("A97", {f"{P}.aksynth.mirrors.packages": "HTTPS://m.example.com"}, {f"{P}.aksynth.mirrors.packages": "https://10.1.2.3/m"}),
    ("A97", {f"{P}.aksynth.mirrors.packages": "https://m..example.com"}, {f"{P}.aksynth.mirrors.packages": "https://m"}),
    ("A96", {f"{P}.aksynth.mirrors.registries": {"quay.io": "q.example.com:65536"}}, {f"{P}.aksynth.mirrors.registries": {"quay.io": "q.example.com:65535"}}),
    ("A97", {f"{P}.aksynth.mirrors.packages": "https://me:pass@m.example.com"}, {f"{P}.aksynth.mirrors.packages": ""}),
    ("A191", {**BLOCKED, f"{P}.aksynth.images": {"masters": COMMUNITY}}, {**BLOCKED, f"{P}.aksynth.images": {"masters": COMMUNITY, "pools": {"agentpool1": COMMUNITY}}}),
    ("V150", {f"{CONFIG}.addons": [{"name": "mine", "data": encoded("{kind: A}")}]}, {f"{CONFIG}.addons": [{"name": "mine", "data": encoded("---\n{apiVersion: v1, kind: A, metadata: {name: a}}\n---\n")}]}),
    ("V150", {f"{CONFIG}.addons": [{"name": "mine", "data": encoded("{a: [")}]}, {f"{CONFIG}.addons": [{"name": "mine", "data": encoded("{kind: List, items: [{apiVersion: v1, kind: A, metadata: {name: a}}]}")}]}),
    *(("V150", {f"{CONFIG}.addons": [{"name": "mine", "data": encoded(odd)}]}, {}) for odd in ODD),
    ("V150", {f"{CONFIG}.addons": [{"name": "mine", "data": encoded("just text")}]}, {f"{CONFIG}.addons": [{"name": "mine", "enabled": False}]}),
    ("A99", {f"{CONFIG}.addons": [{"name": "mine", "data": encoded("{kind: List, items: [{apiVersion: v1, kind: Secret, metadata: {name: a}}]}")}]}, {f"{CONFIG}.addons": [{"name": "mine", "data": encoded("{apiVersion: a/v1, kind: SecretStore, metadata: {name: a}}")}]}),
    ("A10", {f"{CONFIG}.addons": [{"name": "coredns", "data": encoded("{apiVersion: v1, kind: A, metadata: {name: a}}")}]}, {f"{CONFIG}.addons": [{"name": "metrics-server", "data": encoded("{apiVersion: v1, kind: A, metadata: {name: a}}")}]}),
    ("V152", {f"{CONFIG}.addons": [{"name": "cluster-autoscaler", "enabled": True, "pools": [{"name": "other"}]}]}, {f"{CONFIG}.addons": [{"name": "cluster-autoscaler", "enabled": False, "pools": [{"name": "other"}]}]}),
]  # fmt: skip


@pytest.mark.parametrize(("rule", "wrong", "right"), MORE, ids=[f"{c[0]}-{i}" for i, c in enumerate(MORE)])
def test_more(rule: str, wrong: dict[str, Any], right: dict[str, Any]) -> None:
    """A rule's other sides."""
    assert rule in {fault.rule for fault in faults(wrong)}
    assert rule not in {fault.rule for fault in faults(right)}


PLUGINS = ("azure", "kubenet", "cilium", "antrea", None)
POLICIES = ("", "azure", "calico", "cilium", "antrea", "none")
BUILT = {
    *((plugin, "") for plugin in ("azure", "kubenet", None)),
    *((plugin, "calico") for plugin in ("azure", "kubenet", None)),
    *((plugin, "cilium") for plugin in ("cilium", None)),
    (None, "azure"),
    *((plugin, "none") for plugin in ("azure", "kubenet", None)),
}
"""Pairs of network plugin and policy. Without a plugin, AKS Engine's defaults choose one."""


@pytest.mark.parametrize("policy", POLICIES)
@pytest.mark.parametrize("plugin", PLUGINS)
def test_pairs(plugin: str | None, policy: str) -> None:
    """Each pair of plugin and policy is built, or refused with a reason and a way out."""
    pair = {"networkPlugin": plugin, "networkPolicy": policy}
    written = {key: value for key, value in pair.items() if value is not None}
    reading = read_string(json.dumps(changed(example_file("kubernetes"), CONFIG, written)), to_build=True)
    errors = [fault for fault in reading.faults if fault.severity == "error"]
    assert (not errors) == ((plugin, policy) in BUILT), errors
    assert {fault.rule for fault in errors} <= {"A113", "V62"}
    assert all(fault.message and fault.advice for fault in errors)


def test_not_built_is_an_error_where_it_is_to_be_built() -> None:
    """check warns of what this version does not build; synthesis refuses it."""
    text = json.dumps(changed(example_file("kubernetes"), f"{CONFIG}.networkMode", "bridge"))
    checked, synthesized = read_string(text), read_string(text, to_build=True)
    assert checked.filled is not None and synthesized.filled is None
    assert [f.severity for f in (*checked.faults, *synthesized.faults) if f.rule == "A10"] == ["warning", "error"]


def test_all_at_once_with_lines() -> None:
    """Every fault of a model in one reading, each with line, column, value, what is allowed and what to do."""
    text = """{
  "apiVersion": "vlabs",
  "properties": {
    "masterProfile": {"count": 2, "dnsPrefix": "x", "vmSize": "Standard_D2_v3"},
    "linuxProfile": {"adminUsername": "azureuser"}
  }
}"""
    reading = read_string(text)
    assert reading.filled is None
    assert [(fault.rule, fault.line, fault.column) for fault in reading.faults] == [("V5", 4, 23), ("V7", 4, 35)]
    assert render(reading.faults[:1], "model.json") == (
        "model.json:4:23: error V5 properties.masterProfile.count: "
        "etcd needs an odd number of masters to keep its majority (found 2)\n"
        "    allowed: 1, 3 or 5\n"
        "    do: set count to 1, 3 or 5; 3 masters tolerate the loss of one, 5 of two"
    )
