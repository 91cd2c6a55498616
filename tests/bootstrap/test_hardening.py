"""The CIS table, read back from what is rendered, and the model's switches for it."""

from __future__ import annotations

import json
from typing import Any

import pytest
import yaml
from clusters import accepted, blueprint, changed, example
from facts import FACTS

from aksynth.bootstrap import agent_files, master_files
from aksynth.catalog.data import read
from aksynth.rules import read_string

ROWS: dict[str, list[Any]] = read("cis")["rows"]
CONFIG = "properties.orchestratorProfile.kubernetesConfig"


def rendered(document: dict[str, Any]) -> dict[str, str]:
    return {file.path: file.content for file in master_files(blueprint(document), FACTS)}


def documents(files: dict[str, str]) -> dict[str, Any]:
    """kubeadm's by kind."""
    return {d["kind"]: d for d in yaml.safe_load_all(files["/etc/aksynth/kubeadm.yaml.tmpl"])}


def arguments(files: dict[str, str], component: str) -> dict[str, str]:
    cluster = documents(files)["ClusterConfiguration"]
    place = cluster["etcd"]["local"] if component == "etcd" else cluster[component]
    return {argument["name"]: argument["value"] for argument in place["extraArgs"]}


def meets(files: dict[str, str], kind: str, wanted: Any) -> bool:
    if kind == "absent":
        found = arguments(files, wanted[0])
        return wanted[1] not in found and all(wanted[1] not in value.split(",") for value in found.values())
    if kind == "file":
        return any(wanted[1] in text for path, text in files.items() if f"/{wanted[0]}" in path)
    if kind == "script":
        return wanted[1] in files[f"/opt/aksynth/{wanted[0]}"]
    if kind == "kubelet":
        return documents(files)["KubeletConfiguration"].get(wanted[0]) == wanted[1]
    value = arguments(files, kind).get(wanted[0], "")
    return (
        value == wanted[1] or wanted[1] in value.split(",") or (wanted[1].endswith("-") and value.startswith(wanted[1]))
    )


@pytest.mark.parametrize("row", ROWS)
def test_cis(row: str) -> None:
    """Each row is met by what is rendered, by kubeadm itself, or is an exception with its reason."""
    _, how = ROWS[row]
    files = rendered(example("kubernetes"))
    for kind, wanted in how.items():
        if kind in ("kubeadm", "exception"):
            assert len(wanted) > 5
        else:
            assert meets(files, kind, wanted), (kind, wanted)


def test_flags_name_files_that_are_there() -> None:
    """Every file that a flag names is rendered, in a folder that the pod sees."""
    files = rendered(example("ha"))
    named = [v for v in arguments(files, "apiServer").values() if v.startswith("/etc/kubernetes/aksynth")]
    assert len(named) == 3 and set(named) <= set(files)
    volumes = {v["hostPath"]: v for v in documents(files)["ClusterConfiguration"]["apiServer"]["extraVolumes"]}
    assert volumes["/etc/kubernetes/aksynth"]["readOnly"] is True
    assert volumes["/var/log/kubernetes/audit"]["readOnly"] is False


SWITCHES: list[tuple[dict[str, str], str, str | None]] = [
    # flags of apiServerConfig, one of them in the result, its value
    ({"--profiling": "true"}, "profiling", "true"),
    ({"--audit-log-path": "", "--audit-policy-file": ""}, "audit-log-path", None),
    ({"--audit-log-maxage": "90"}, "audit-log-maxage", "90"),
    (
        {"--enable-admission-plugins": "AlwaysPullImages"},
        "enable-admission-plugins",
        "NodeRestriction,AlwaysPullImages",
    ),
    (
        {"--enable-admission-plugins": "NodeRestriction,PodSecurityPolicy"},
        "enable-admission-plugins",
        "NodeRestriction",
    ),
    (
        {"--admission-control-config-file": ""},
        "enable-admission-plugins",
        "NodeRestriction,DenyServiceExternalIPs",
    ),
    ({"--disable-admission-plugins": "PodSecurity"}, "disable-admission-plugins", "PodSecurity"),
    ({"--oidc-issuer-url": "https://x", "--oidc-client-id": "y"}, "authentication-config", None),
    ({"--tls-min-version": "VersionTLS13"}, "tls-min-version", "VersionTLS13"),
    ({"--anonymous-auth": "false"}, "anonymous-auth", None),
]


@pytest.mark.parametrize(("flags", "name", "value"), SWITCHES)
def test_switches(flags: dict[str, str], name: str, value: str | None) -> None:
    """The model's flag map replaces a default; an empty text takes it away."""
    document = changed(example("kubernetes"), f"{CONFIG}.apiServerConfig", flags)
    reading = read_string(json.dumps(document), to_build=True)
    assert reading.filled is not None, reading.faults
    assert arguments(rendered(document), "apiServer").get(name) == value


def test_without_audit_nothing_of_it_is_left() -> None:
    """No volume and no file, where their flags are taken away."""
    flags = {"--audit-log-path": "", "--audit-policy-file": ""}
    files = rendered(changed(example("kubernetes"), f"{CONFIG}.apiServerConfig", flags))
    assert not [path for path in files if "audit-policy" in path]
    volumes = documents(files)["ClusterConfiguration"]["apiServer"]["extraVolumes"]
    assert [volume["name"] for volume in volumes] == ["aksynth"]


def test_kubelet_flags() -> None:
    """The cluster's flags over the defaults, a pool's over those; gates one by one."""
    document = changed(example("ha"), f"{CONFIG}.kubeletConfig", {
        "--event-qps": "5", "--feature-gates": "EnvFiles=true,WatchList=false", "--eviction-hard": "memory.available<750Mi", "--v": "3",
    })  # fmt: skip
    own = {"--feature-gates": "WatchList=true", "--pod-max-pids": "100", "--max-pods": "20"}
    document = changed(document, "properties.agentPoolProfiles.0.kubernetesConfig", {"kubeletConfig": own})
    plan = accepted(document)
    assert plan.model.properties.agent_pool_profiles[0].ip_address_count == 21
    kubelet = documents(rendered(document))["KubeletConfiguration"]
    assert (kubelet["eventRecordQPS"], kubelet["podPidsLimit"], kubelet["logging"]) == (5, 4096, {"verbosity": 3})
    assert kubelet["evictionHard"] == {"memory.available": "750Mi"}
    assert kubelet["featureGates"] == {"EnvFiles": True, "WatchList": False}
    whole = blueprint(document)
    files = {file.path: file.content for file in agent_files(whole, whole.pools[0], FACTS)}
    patch = yaml.safe_load(files["/etc/kubernetes/patches/kubeletconfiguration0+merge.yaml"])
    assert (patch["maxPods"], patch["podPidsLimit"]) == (20, 100)
    assert patch["featureGates"] == {"EnvFiles": True, "WatchList": True}
