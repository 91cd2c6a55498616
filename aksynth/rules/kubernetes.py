"""Releases, security switches and component flags."""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Iterator

from aksynth.apimodel.patterns import VERSION
from aksynth.catalog import kubernetes as catalog
from aksynth.rules.case import CONFIG, ORCHESTRATOR, Case
from aksynth.rules.paths import K, O
from aksynth.rules.registry import KUBERNETES, Finding, rule, shown

_VERSION = re.compile(VERSION)
_DEFAULT = catalog.default_minor()
_PATCH = catalog.default_patch(_DEFAULT)
_UNSUPPORTED = "this Kubernetes release is not supported"
_MOVE = "and move old workloads to the new cluster"


@rule(
    "V21",
    wrong={O + "orchestratorRelease": "1.18"},
    right={O + "orchestratorRelease": "1.37"},
    source=KUBERNETES,
    advice=f"set it to {_DEFAULT} or remove the field, {_MOVE}",
)
def release(case: Case) -> Iterator[Finding]:
    """The Kubernetes release must be supported.

    AKS Engine ended with 1.25, which is no longer supported. Its flags, images and cloud provider no longer exist.
    """
    profile = case.written.properties.orchestrator_profile
    release, version = profile.orchestrator_release or "", (profile.orchestrator_version or "").removeprefix("v")
    minor = ".".join(release.removeprefix("v").split(".")[:2]) if _VERSION.fullmatch(release) else release
    is_old = bool(minor) and minor not in catalog.supported_minors()
    is_same = version.startswith(f"{minor}.")
    if is_old:
        advice = f"remove this field and orchestratorVersion to get {_DEFAULT}, {_MOVE}" if is_same else ""
        here = (*ORCHESTRATOR, "orchestratorRelease")
        yield Finding(here, _UNSUPPORTED, shown(release), ", ".join(catalog.supported_minors()), advice)
    if version and not (is_old and is_same):
        yield from _version(version, release)


def _version(version: str, release: str) -> Iterator[Finding]:
    here, value = (*ORCHESTRATOR, "orchestratorVersion"), shown(version)
    if not _VERSION.fullmatch(version):
        yield Finding(here, "this is not a Kubernetes release", value, f"a release such as {_PATCH}")
    elif version.rpartition(".")[0] not in catalog.supported_minors():
        allowed = ", ".join(catalog.supported_minors())
        yield Finding(here, _UNSUPPORTED, value, allowed, f"set it to {_PATCH} or remove the field, {_MOVE}")
    elif release and release.removeprefix("v") != version and not version.startswith(f"{release}."):
        yield Finding(here, f"orchestratorRelease says {release}", value, advice="remove one of the two fields")


@rule(
    "V23",
    wrong={K + "enableAggregatedAPIs": False},
    right={K + "enableAggregatedAPIs": True},
    source=KUBERNETES,
    advice="remove the field",
)
def aggregation(case: Case) -> Iterator[Finding]:
    """The aggregation layer must be enabled.

    metrics-server and all other extension APIs need it. AKS Engine required RBAC with it, which is always enabled.
    """
    if case.config.enable_aggregated_apis is False:
        yield Finding((*CONFIG, "enableAggregatedAPIs"), "the aggregation layer cannot be disabled", "false", "true")


@rule(
    "V24",
    wrong={K + "enableRbac": False},
    right={K + "enableRbac": True},
    source=KUBERNETES,
    advice="remove the field; it could be false until Kubernetes 1.14",
)
def rbac(case: Case) -> Iterator[Finding]:
    """Role-based access control must be enabled.

    Kubernetes 1.15 and later require it.
    """
    if case.config.enable_rbac is False:
        yield Finding((*CONFIG, "enableRbac"), "role-based access control cannot be disabled", "false", "true")


@rule(
    "V25",
    wrong={K + "enablePodSecurityPolicy": True},
    right={K + "enablePodSecurityPolicy": False},
    source=KUBERNETES,
    advice="remove the field, and label namespaces with pod-security.kubernetes.io/enforce",
    warns=True,
    silenceable=False,
)
def pod_security_policy(case: Case) -> Iterator[Finding]:
    """Pod security policies should not be enabled.

    Kubernetes 1.25 removed them. Pod Security Admission replaces them.
    """
    if case.written.properties.orchestrator_profile.kubernetes_config.enable_pod_security_policy:
        yield Finding((*CONFIG, "enablePodSecurityPolicy"), "Kubernetes 1.25 removed pod security policies", "true")


@rule(
    "A67",
    wrong={K + "enableSecureKubelet": False},
    right={K + "enableSecureKubelet": True},
    source=KUBERNETES,
    advice="remove the field",
)
def secure_kubelet(case: Case) -> Iterator[Finding]:
    """Kubelets must require client certificates.

    Otherwise every pod could run commands in all other pods through the kubelet.
    """
    if case.config.enable_secure_kubelet is False:
        yield Finding((*CONFIG, "enableSecureKubelet"), "kubelets always require client certificates", "false", "true")


@rule(
    "V26",
    wrong={K + "etcdEncryptionKey": "not base64"},
    right={K + "etcdEncryptionKey": "MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDE="},
    advice="remove the field; the first master creates the key",
)
def encryption_key(case: Case) -> Iterator[Finding]:
    """The key for encryption at rest must be base64."""
    key = case.config.etcd_encryption_key
    try:
        base64.b64decode(key or "", validate=True)
    except (binascii.Error, ValueError):
        yield Finding((*CONFIG, "etcdEncryptionKey"), "this is not base64")


@rule(
    "V40",
    wrong={K + "containerRuntimeConfig": {"dataDir": "data"}},
    right={K + "containerRuntimeConfig": {"dataDir": "/mnt/data"}},
    advice="write an absolute path",
)
def data_dir(case: Case) -> Iterator[Finding]:
    """The data directory of containerd must be an absolute path."""
    for key, value in (case.config.container_runtime_config or {}).items():
        here = (*CONFIG, "containerRuntimeConfig", key)
        if key != "dataDir":
            yield Finding(here, "unknown key", shown(key), "dataDir", "remove it")
        elif not value.startswith("/"):
            yield Finding(here, "this is not an absolute path", shown(value))
