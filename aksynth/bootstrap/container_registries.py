"""Pulls from Azure container registries with the node's identity, by the kubelet's credential provider:
https://kubernetes.io/docs/tasks/administer-cluster/kubelet-credential-provider/
"""

from __future__ import annotations

from typing import Any

from aksynth.blueprint import Blueprint
from aksynth.blueprint.pairs import Flags
from aksynth.bootstrap.documents import to_json, to_yaml
from aksynth.bootstrap.facts import AzureFacts
from aksynth.bootstrap.file import File

_FOLDER = "/etc/kubernetes/credential-provider"
_CONFIG, _IDENTITY, _PROGRAMS = f"{_FOLDER}/config.yaml", f"{_FOLDER}/acr.json", f"{_FOLDER}/bin"
_SOURCE = "/etc/aksynth/registry"
"""From there registry.sh copies them, before the kubelet has the flags. What it has copied stays: a kubelet that still
has the flags would not start without it."""


def registry_files(blueprint: Blueprint, facts: AzureFacts, role: str) -> list[File]:
    """The configuration of the kubelet and the identity of "master" or "agent". Empty if the model names no
    registry."""
    if not blueprint.container_registries:
        return []
    identity = {
        "cloud": blueprint.cloud.name,
        "tenantId": facts.tenant_id,
        "useManagedIdentityExtension": True,
        "userAssignedIdentityID": facts.masters_client_id if role == "master" else facts.nodes_client_id,
    }
    return [
        File(f"{_SOURCE}/config.yaml", "0644", to_yaml(_configuration(blueprint.cloud.registry_suffix))),
        File(f"{_SOURCE}/acr.json", "0600", to_json(identity)),
    ]


def registry_flags(blueprint: Blueprint) -> Flags:
    """The flags of the kubelet. registry.sh installs the programs, without which the kubelet does not start."""
    if not blueprint.container_registries:
        return ()
    return (("image-credential-provider-config", _CONFIG), ("image-credential-provider-bin-dir", _PROGRAMS))


def _configuration(suffix: str) -> dict[str, Any]:
    """As cloud-provider-azure has it, examples/out-of-tree/credential-provider-config.yaml, with the suffix of the
    cloud's registries; names with `geo` are of replicas, as AKS has them: Azure/AgentBaker, cse_config.sh."""
    provider = {
        "name": "acr-credential-provider",
        "apiVersion": "credentialprovider.kubelet.k8s.io/v1",
        "defaultCacheDuration": "10m",
        "matchImages": [f"*.{suffix}", f"*.*.geo.{suffix}"],
        "args": [_IDENTITY],
    }
    return {"apiVersion": "kubelet.config.k8s.io/v1", "kind": "CredentialProviderConfig", "providers": [provider]}
