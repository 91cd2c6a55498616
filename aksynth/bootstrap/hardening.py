"""Configuration files of the API server: admission, audit, and anonymous requests.

The flags contain a hash of each file, so the API server restarts when a file changes.
"""

from __future__ import annotations

from hashlib import sha256
from pathlib import PurePosixPath
from typing import Any

from aksynth.blueprint import Blueprint
from aksynth.blueprint.pairs import Flags
from aksynth.bootstrap.authentication import authentication
from aksynth.bootstrap.documents import to_yaml
from aksynth.bootstrap.facts import AzureFacts
from aksynth.bootstrap.file import File

FOLDER = "/etc/kubernetes/aksynth"
AUDIT_LOG = "/var/log/kubernetes/audit"

SYSTEM_NAMESPACES = ["kube-system", "calico-system", "kata-system", "tigera-operator"]


def hardening_files(blueprint: Blueprint, facts: AzureFacts) -> list[File]:
    """The files that the flags name."""
    wanted = {value for _, value in blueprint.kubernetes.api_server}
    documents = _documents(blueprint, facts.tenant_id)
    return [
        File(_path(blueprint, name), "0600", to_yaml(document))
        for name, document in documents.items()
        if f"{FOLDER}/{name}" in wanted
    ]


def api_server_flags(blueprint: Blueprint) -> Flags:
    """The flags, with the paths of these files on the machine."""
    ours = {f"{FOLDER}/{name}": _path(blueprint, name) for name in _documents(blueprint, "")}
    return tuple((name, ours.get(value, value)) for name, value in blueprint.kubernetes.api_server)


def api_server_volumes(blueprint: Blueprint) -> list[dict[str, Any]]:
    """The files of the machine that are mounted into the pod of the API server."""
    values = [value for _, value in blueprint.kubernetes.api_server]
    found = [("aksynth", FOLDER, True)] if any(value.startswith(FOLDER) for value in values) else []
    found += [("audit", AUDIT_LOG, False)] if any(value.startswith(AUDIT_LOG) for value in values) else []
    return [
        {"name": name, "hostPath": path, "mountPath": path, "readOnly": read_only, "pathType": "DirectoryOrCreate"}
        for name, path, read_only in found
    ]


def _path(blueprint: Blueprint, name: str) -> str:
    """The hash is known before an apply: it is that of the content without the tenant of the subscription, which does
    not change."""
    text, path = to_yaml(_documents(blueprint, "")[name]), PurePosixPath(name)
    return f"{FOLDER}/{path.stem}-{sha256(text.encode()).hexdigest()[:8]}{path.suffix}"


def _documents(blueprint: Blueprint, tenant: str) -> dict[str, dict[str, Any]]:
    return {
        "admission.yaml": _admission(),
        "audit-policy.yaml": _audit(),
        "authentication.yaml": authentication(blueprint, tenant),
    }


def _admission() -> dict[str, Any]:
    """Pods outside the system namespaces must meet the baseline. The rate of events is limited, which protects etcd."""
    limits = {
        "apiVersion": "eventratelimit.admission.k8s.io/v1alpha1",
        "kind": "Configuration",
        "limits": [
            {"type": "Server", "qps": 5000, "burst": 20000},
            {"type": "Namespace", "qps": 50, "burst": 100},
        ],
    }
    security = {
        "apiVersion": "pod-security.admission.config.k8s.io/v1",
        "kind": "PodSecurityConfiguration",
        "defaults": {"enforce": "baseline", "enforce-version": "latest"},
        "exemptions": {"namespaces": SYSTEM_NAMESPACES},
    }
    plugins = [{"name": "EventRateLimit", "configuration": limits}, {"name": "PodSecurity", "configuration": security}]
    return {"apiVersion": "apiserver.config.k8s.io/v1", "kind": "AdmissionConfiguration", "plugins": plugins}


def _audit() -> dict[str, Any]:
    """Records who changed what, without the content of secrets."""
    rbac = {"group": "rbac.authorization.k8s.io"}
    webhooks = {"group": "admissionregistration.k8s.io"}
    secret = [{"group": "", "resources": ["secrets", "configmaps", "serviceaccounts/token"]},
              {"group": "authentication.k8s.io", "resources": ["tokenreviews"]}]  # fmt: skip
    watch = {"users": ["system:serviceaccount:kube-system:kube-proxy"], "verbs": ["watch"]}
    noise = [{"group": "coordination.k8s.io", "resources": ["leases"]}, {"group": "", "resources": ["events"]},
             {"group": "events.k8s.io", "resources": ["events"]}]  # fmt: skip
    writes = {"verbs": ["create", "update", "patch", "delete", "deletecollection"]}
    return {
        "apiVersion": "audit.k8s.io/v1",
        "kind": "Policy",
        "omitStages": ["RequestReceived"],
        "rules": [
            {"level": "None", "nonResourceURLs": ["/healthz*", "/livez*", "/readyz*", "/version"]},
            {"level": "None", **watch},
            {"level": "None", "userGroups": ["system:nodes"], "verbs": ["get", "list", "watch"]},
            {"level": "None", "resources": noise},
            {"level": "Metadata", "resources": secret},
            {"level": "RequestResponse", "resources": [rbac, webhooks], **writes},
            {"level": "Metadata"},
        ],
    }
