"""Taints of a pool: what its agents register with, and what a kubelet would not start with."""

from __future__ import annotations

import json
from typing import Any

import pytest
import yaml
from clusters import blueprint, changed, example
from nodes_facts import FACTS

from aksynth.bootstrap import agent_files
from aksynth.rules import read_string

POOL = "properties.agentPoolProfiles.0"
FLAG = "--register-with-taints"


def cluster(text: str, profile: str = POOL) -> dict[str, Any]:
    return changed(example("kubernetes"), f"{profile}.kubernetesConfig", {"kubeletConfig": {FLAG: text}})


def faults(document: dict[str, Any]) -> list[tuple[str, str]]:
    return [(fault.rule, fault.message) for fault in read_string(json.dumps(document)).faults]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("dedicated=web:NoSchedule", [("dedicated", "web", "NoSchedule")]),
        ("a:NoExecute,a:NoSchedule", [("a", "", "NoExecute"), ("a", "", "NoSchedule")]),
        ("nvidia.com/gpu=present:PreferNoSchedule", [("nvidia.com/gpu", "present", "PreferNoSchedule")]),
        ("node.kubernetes.io/aad-pod-identity-not-ready=true:NoSchedule,a=:NoExecute", [("a", "", "NoExecute")]),
        ("", []),
    ],
)
def test_registration(text: str, expected: list[tuple[str, str, str]]) -> None:
    plan = blueprint(cluster(text))
    files = {file.path: file.content for file in agent_files(plan, plan.pools[0], FACTS)}
    taints = yaml.safe_load(files["/etc/aksynth/join.yaml.tmpl"])["nodeRegistration"]["taints"]
    assert [(taint["key"], taint["value"], taint["effect"]) for taint in taints] == expected
    assert faults(cluster(text)) == []


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("gpu", "'gpu' is not a taint"),
        ("a=b", "'a=b' is not a taint"),
        ("a=b:Never", "'a=b:Never' is not a taint"),
        ("a=b=c:NoExecute", "'a=b=c:NoExecute' is not a taint"),
        ("a=b:NoExecute, c:NoExecute", "' c:NoExecute' is not a taint"),
        ("a=b:NoExecute,", "'' is not a taint"),
        ("a=b:NoExecute,a=c:NoExecute", "a:NoExecute is there twice"),
    ],
)
def test_wrong_taints(text: str, message: str) -> None:
    assert faults(cluster(text)) == [("A361", message)]


@pytest.mark.parametrize("profile", ["properties.masterProfile", "properties.orchestratorProfile"])
def test_other_machines(profile: str) -> None:
    """Masters have the taint of kubeadm. A taint of all agents would leave no place for the cluster's own pods."""
    assert [rule for rule, _ in faults(cluster("a:NoExecute", profile))] == ["A22"]
