"""Encryption of Secrets, with a key that the masters have or with Azure's KMS plugin:
https://github.com/Azure/kubernetes-kms

Flags, the address of the image and the mounts are those of cmd/server/main.go and docs/rotation.md at v0.11.0. The
plugin listens on its socket before it reaches the vault. The API server starts without an answer from the plugin, and
is not ready until then: kubernetes, staging/src/k8s.io/apiserver/pkg/server/options/etcd.go,
addHealthChecksWithoutLivez.
"""

from __future__ import annotations

from hashlib import sha256
from typing import Any

from aksynth.blueprint import Blueprint
from aksynth.blueprint.encryption import Encryption, KeyVersion
from aksynth.blueprint.pairs import Flags
from aksynth.bootstrap.documents import to_json, to_yaml
from aksynth.bootstrap.facts import AzureFacts
from aksynth.bootstrap.file import File
from aksynth.bootstrap.proxy import proxy_variables
from aksynth.bootstrap.static import static_files

_SOURCE = "/etc/aksynth/kms"
_AZURE = f"{_SOURCE}/azure.json"
_SOCKETS = "/run/aksynth-kms"
_FOLDER = "/etc/kubernetes/encryption"
_IMAGE = "oss/v2/azure/kms/keyvault"


def encryption_files(blueprint: Blueprint, facts: AzureFacts) -> list[File]:
    """None of them contains a secret: a key does not leave its vault, or a machine fills it in."""
    found = blueprint.encryption
    if not found:
        return []
    if found.local:
        return [_template(found), _providers(found), *static_files("local key")]
    return [
        _configuration(found),
        _providers(found),
        File(_AZURE, "0600", to_json(_azure(blueprint, facts))),
        File(f"{_SOURCE}/key.json", "0644", to_json(_key(found))),
        *(
            File(f"{_SOURCE}/{version.pod}.yaml.tmpl", "0644", to_yaml(_pod(blueprint, facts, found, version)))
            for version in found.versions
        ),
    ]


def encryption_flags(blueprint: Blueprint) -> Flags:
    """The path contains a hash of the file, so the API server restarts when the file changes, one master at a time."""
    found = blueprint.encryption
    return (("encryption-provider-config", _configuration(found).path),) if found else ()


def encryption_volumes(blueprint: Blueprint) -> list[dict[str, Any]]:
    """What the pod of the API server has of the machine: the configuration, and the sockets of plugins."""
    found = [("encryption", _FOLDER, True)] if blueprint.encryption else []
    if blueprint.encryption and not blueprint.encryption.local:
        found.append(("kms", _SOCKETS, False))
    return [
        {"name": name, "hostPath": path, "mountPath": path, "readOnly": read_only, "pathType": "DirectoryOrCreate"}
        for name, path, read_only in found
    ]


def _configuration(encryption: Encryption) -> File:
    """The first provider writes, and each of them reads what it has written. `identity` stores Secrets as they are: it
    reads those that were stored before encryption was on."""
    keys = _local_keys(encryption) if encryption.local else [{"kms": _provider(v)} for v in encryption.versions]
    plain: list[dict[str, Any]] = [{"identity": {}}]
    document = {
        "apiVersion": "apiserver.config.k8s.io/v1",
        "kind": "EncryptionConfiguration",
        "resources": [{"resources": ["secrets"], "providers": plain + keys if encryption.read_only else keys + plain}],
    }
    text = to_yaml(document)
    return File(f"{_FOLDER}/encryption-{sha256(text.encode()).hexdigest()[:8]}.yaml", "0600", text)


def _template(encryption: Encryption) -> File:
    """The configuration without its keys. The hash in its name identifies also the result: a key never changes."""
    found = _configuration(encryption)
    return File(f"{_SOURCE}/{found.path.rpartition('/')[2]}.tmpl", "0644", found.content)


def _local_keys(encryption: Encryption) -> list[dict[str, Any]]:
    """`@NAME@` is filled in on the machine. Kubernetes calls `secretbox` (XSalsa20, Poly1305) strong, and `aescbc`,
    which AKS Engine used, weak: https://kubernetes.io/docs/tasks/administer-cluster/encrypt-data/#providers
    etcd has `k8s:enc:secretbox:v1:NAME:` in front of a Secret: k8s.io/apiserver v0.36.2,
    pkg/server/options/encryptionconfig/config.go, secretboxPrefixTransformer."""
    names = [version.provider for version in encryption.versions]
    return [{"secretbox": {"keys": [{"name": name, "secret": f"@{name}@"} for name in names]}}]


def _provider(version: KeyVersion) -> dict[str, str]:
    """A request of the plugin to the vault may take a part of these seconds."""
    return {"apiVersion": "v2", "name": version.provider, "endpoint": _endpoint(version), "timeout": "3s"}


def _endpoint(version: KeyVersion) -> str:
    return f"unix://{_SOCKETS}/{version.socket}"


def _providers(encryption: Encryption) -> File:
    """For scripts: a line for each provider, in order. A version of the key has a number, and a secret in the vault
    *masters* with the key, or with Azure's name of the version. A static pod and the port of the plugin's health
    follow. A version of an existing key has no secret. Its vault, its key and the version follow."""
    first = ["identity\n"] if encryption.read_only else []
    return File(f"{_SOURCE}/providers", "0644", "".join([*first, *map(_row, encryption.versions)]))


def _row(version: KeyVersion) -> str:
    if version.local:
        return f"{version.provider} {version.number} {version.secret}\n"
    key = version.borrowed
    secret, place = ("-", f" {key.vault} {key.name} {key.version}") if key else (version.secret, "")
    return f"{version.provider} {version.number} {secret} {version.pod} {version.health_port}{place}\n"


def _azure(blueprint: Blueprint, facts: AzureFacts) -> dict[str, Any]:
    """The plugin has the masters' identity for vaults, whichever identity the cloud provider uses."""
    return {
        "cloud": blueprint.cloud.name,
        "tenantId": facts.tenant_id,
        "useManagedIdentityExtension": True,
        "userAssignedIdentityID": facts.masters_client_id,
    }


def _key(encryption: Encryption) -> dict[str, Any]:
    """https://learn.microsoft.com/rest/api/keyvault/keys/create-key/create-key"""
    return {"kty": encryption.key_type, "key_size": 2048, "key_ops": ["encrypt", "decrypt"]}


def _pod(blueprint: Blueprint, facts: AzureFacts, encryption: Encryption, version: KeyVersion) -> dict[str, Any]:
    """A static pod, which the kubelet starts without an API server. It uses the network of the machine, because the
    metadata service rejects pods' traffic. There is no liveness probe: the health of the plugin is that of the vault,
    and a restart does not repair a vault."""
    mounts = [("cloud", _AZURE, True), ("ssl", "/etc/ssl", True), ("socket", _SOCKETS, False)]
    container = {
        "name": version.pod,
        "image": f"{blueprint.cloud.image_registry}/{_IMAGE}:{blueprint.kubernetes.component('azure-kms')}",
        "args": _arguments(facts, encryption, version),
        **({"env": variables} if (variables := proxy_variables(blueprint)) else {}),
        "resources": {"requests": {"cpu": "100m", "memory": "128Mi"}},
        "securityContext": {
            "allowPrivilegeEscalation": False,
            "capabilities": {"drop": ["ALL"]},
            "readOnlyRootFilesystem": True,
            "runAsUser": 0,
        },
        "volumeMounts": [{"name": name, "mountPath": path, "readOnly": ro} for name, path, ro in mounts],
    }
    return {
        "apiVersion": "v1",
        "kind": "Pod",
        "metadata": {
            "name": version.pod,
            "namespace": "kube-system",
            "labels": {"component": version.pod, "tier": "control-plane"},
        },
        "spec": {
            "hostNetwork": True,
            "priorityClassName": "system-node-critical",
            "securityContext": {"seccompProfile": {"type": "RuntimeDefault"}},
            "containers": [container],
            "volumes": [{"name": name, "hostPath": _host_path(path)} for name, path, _ in mounts],
        },
    }


def _arguments(facts: AzureFacts, encryption: Encryption, version: KeyVersion) -> list[str]:
    """`@VERSION@` is filled in on the machine. A plugin ends if another process has the port of its metrics
    (pkg/metrics/prometheus_exporter.go)."""
    key = version.borrowed
    vault, name, number = (key.vault, key.name, key.version) if key else (facts.kms_vault, encryption.key, "@VERSION@")
    return [
        f"--listen-addr={_endpoint(version)}",
        f"--keyvault-name={vault}",
        f"--key-name={name}",
        f"--key-version={number}",
        f"--config-file-path={_AZURE}",
        f"--healthz-port={version.health_port}",
        f"--metrics-addr={version.metrics_port}",
    ]


def _host_path(path: str) -> dict[str, str]:
    kind = {_AZURE: "File", _SOCKETS: "DirectoryOrCreate"}.get(path, "Directory")
    return {"path": path, "type": kind}
