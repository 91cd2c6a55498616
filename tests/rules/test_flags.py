"""Flags of the components: what a release knows passes, what it does not know is refused."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from aksynth.blueprint import resolve
from aksynth.catalog import flags, known_flags, kubelet
from aksynth.catalog.data import read as facts
from aksynth.catalog.kubernetes import supported_minors
from aksynth.rules import example, read_string

K = "properties.orchestratorProfile.kubernetesConfig."
RELEASE = "properties.orchestratorProfile.orchestratorRelease"
KEYS = ("apiServerConfig", "controllerManagerConfig", "schedulerConfig", "kubeletConfig")
EXPLAINED = {"A10", "A14", "A19", "A21", "A22", "A24", "A25", "A78", "V49"}
"""Rules about a flag that is known, and is left out, replaced, not built, or has another value."""


def rules_of(key: str, written: dict[str, str], minor: str = "1.36") -> dict[str, str]:
    """What is said, by rule."""
    reading = read_string(json.dumps(example({K + key: written, RELEASE: minor})))
    return {fault.rule: fault.message for fault in reading.faults}


def flags_of(key: str, written: dict[str, str], minor: str = "1.36") -> dict[str, Any]:
    """What a component is given."""
    reading = read_string(json.dumps(example({K + key: written, RELEASE: minor})))
    assert reading.filled, reading.faults
    kubernetes = resolve(reading.filled).kubernetes
    fields = ("api_server", "controller_manager", "scheduler", "kubelet")
    return dict(getattr(kubernetes, fields[KEYS.index(key)]))


@pytest.mark.parametrize("minor", supported_minors())
@pytest.mark.parametrize("key", KEYS)
def test_every_known_flag_is_kept_or_explained(key: str, minor: str) -> None:
    written = {f"--{flag}": "" for flag in known_flags.names(key, "flags", minor)}
    assert set(rules_of(key, written, minor)) <= EXPLAINED
    for flag in written:
        stays = flags.kept(key, {flag: "x"}, minor)
        assert stays or flags.is_fixed(key, flag) or flags.moved(key, flag) or flag == "--feature-gates", flag


@given(name=st.from_regex(r"[a-z][a-z0-9-]{2,30}", fullmatch=True), key=st.sampled_from(KEYS))
def test_every_other_flag_is_refused(name: str, key: str) -> None:
    assume(not known_flags.has(key, name, "1.36") and not flags.gone(key, name) and not flags.moved(key, name))
    assert "A120" in rules_of(key, {f"--{name}": "x"})


@given(name=st.from_regex(r"[A-Z][A-Za-z]{2,30}", fullmatch=True))
def test_every_other_gate_and_plugin_is_refused(name: str) -> None:
    retired = facts("component_flags")["unknown"]
    for flag, value in (("--feature-gates", f"{name}=true"), ("--enable-admission-plugins", name)):
        if known_flags.unknown_parts("apiServerConfig", flag, value, "1.36") and name not in retired[flag[2:]]:
            assert "A121" in rules_of("apiServerConfig", {flag: value})


@pytest.mark.parametrize("minor", supported_minors())
def test_every_gate_can_be_set_or_is_locked(minor: str) -> None:
    assert not known_flags.gates(minor) & known_flags.locked_gates(minor)
    everything = ",".join(f"{gate}=true" for gate in sorted(known_flags.gates(minor)))
    assert flags_of("apiServerConfig", {"--feature-gates": everything}, minor)["feature-gates"] == everything
    locked = ",".join(f"{gate}=true" for gate in sorted(known_flags.locked_gates(minor)))
    assert set(rules_of("kubeletConfig", {"--feature-gates": locked}, minor)) == {"A24"}
    assert "featureGates" not in flags_of("kubeletConfig", {"--feature-gates": locked}, minor)


REFUSED = [
    ("apiServerConfig", {"--nosuchflag": "1"}, "A120", "1.36"),
    ("kubeletConfig", {"--max-parallel-image-pulls": "3"}, "A120", "1.36"),
    ("apiServerConfig", {"--feature-gates": "NoSuchGate=true"}, "A121", "1.36"),
    ("kubeletConfig", {"--feature-gates": "NoSuchGate=true"}, "A121", "1.36"),
    ("apiServerConfig", {"--disable-admission-plugins": "NoSuchPlugin"}, "A121", "1.36"),
    ("controllerManagerConfig", {"--controllers": "*,-no-such-controller"}, "A121", "1.36"),
    ("controllerManagerConfig", {"--concurrent-service-syncs": "2"}, "A120", "1.37"),
    ("apiServerConfig", {"--enable-admission-plugins": "PodGroupWorkloadExists"}, "A121", "1.37"),
    ("apiServerConfig", {"--enable-admission-plugins": "JobValidation"}, "A121", "1.35"),
    ("kubeletConfig", {"--storage-driver-db": "x"}, "A120", "1.37"),
    ("cloudControllerManagerConfig", {"--nosuchflag": "1"}, "A120", "1.36"),
    ("apiServerConfig", {"--audit-log-maxsize": "much"}, "A25", "1.36"),
    ("controllerManagerConfig", {"--node-monitor-period": "often"}, "A25", "1.36"),
    ("schedulerConfig", {"--profiling": "maybe"}, "A25", "1.36"),
    ("kubeletConfig", {"--sync-frequency": "often"}, "A25", "1.36"),
    ("kubeletConfig", {"--register-node": "false"}, "A122", "1.36"),
]


@pytest.mark.parametrize(("key", "written", "rule", "minor"), REFUSED)
def test_what_a_component_would_refuse_is_an_error(key: str, written: dict[str, str], rule: str, minor: str) -> None:
    reading = read_string(json.dumps(example({K + key: written, RELEASE: minor})))
    assert reading.filled is None
    assert rule in {fault.rule for fault in reading.faults if fault.severity == "error"}
    assert "A10" not in {fault.rule for fault in reading.faults}


def test_a_slip_is_answered_with_the_right_name() -> None:
    assert (
        "did you mean --max-requests-inflight?" in rules_of("apiServerConfig", {"--max-request-inflight": "1"})["A120"]
    )
    assert "did you mean WatchList?" in rules_of("kubeletConfig", {"--feature-gates": "WatchLists=true"})["A121"]
    for written in ({"-v": "4"}, {"loadBalancerSku": "Standard"}):
        assert set(rules_of("kubeletConfig", written)) == {"A20"}, "one fault for one slip"


KEPT = [
    ("apiServerConfig", {"--service-account-lookup": "false"}, {"service-account-lookup": "false"}),
    ("apiServerConfig", {"--admission-control": "PodNodeSelector"}, {"enable-admission-plugins": "NodeRestriction,PodNodeSelector"}),
    ("apiServerConfig", {"--service-account-api-audiences": "a"}, {"api-audiences": "a"}),
    ("controllerManagerConfig", {"--concurrent-service-syncs": "2"}, {"concurrent-service-syncs": "2"}),
    ("controllerManagerConfig", {"--route-reconciliation-period": "5s"}, {"route-reconciliation-period": "5s"}),
    ("controllerManagerConfig", {"--cloud-config": "/mine"}, {"cloud-config": "/mine"}),
    ("controllerManagerConfig", {"--experimental-cluster-signing-duration": "24h"}, {"cluster-signing-duration": "24h"}),
    ("kubeletConfig", {"--volume-plugin-dir": "/mine"}, {"volumePluginDir": "/mine"}),
    ("kubeletConfig", {"--healthz-port": "10249"}, {"healthzPort": 10249}),
]  # fmt: skip


@pytest.mark.parametrize(("key", "written", "given_"), KEPT)
def test_what_a_component_knows_is_kept(key: str, written: dict[str, str], given_: dict[str, Any]) -> None:
    assert given_.items() <= flags_of(key, written).items()


GONE = ("allow-privileged", "cadvisor-port", "require-kubeconfig", "network-plugin-mtu")


@pytest.mark.parametrize(("key", "flag"), [
    *[("kubeletConfig", flag) for flag in GONE],
    ("apiServerConfig", "etcd-quorum-read"),
    ("apiServerConfig", "experimental-encryption-provider-config"),
    ("schedulerConfig", "scheduler-name"),
])  # fmt: skip
def test_old_flags_are_left_out_with_a_warning(key: str, flag: str) -> None:
    assert set(rules_of(key, {f"--{flag}": "true"})) == {"A21"}
    assert flag not in flags_of(key, {f"--{flag}": "true"})


def test_a_field_of_the_kubelet_belongs_to_a_flag() -> None:
    fields = facts("kubelet_fields")["fields"]
    assert set(fields) <= known_flags.names("kubeletConfig", "flags", "1.36")
    assert all(kubelet.field(flag) for flag in fields)


def test_a_reason_lets_an_unknown_name_pass() -> None:
    document = example({
        K + "apiServerConfig": {"--brand-new-flag": "1"},
        "properties.aksynth.silence": {"A120": "1.36.9 has it"},
    })  # fmt: skip
    reading = read_string(json.dumps(document))
    assert reading.filled
    assert ("brand-new-flag", "1") in resolve(reading.filled).kubernetes.api_server
