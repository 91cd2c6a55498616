"""Identities of Microsoft Entra ID for pods."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

from aksynth.apimodel.json_reader import Path
from aksynth.apimodel.workload_identity import WorkloadProfile
from aksynth.resource_id import ResourceId
from aksynth.rules.case import AKSYNTH_PATH, Case
from aksynth.rules.paths import K, X
from aksynth.rules.registry import AKSYNTH, AZURE, KUBERNETES, Finding, rule, shown
from aksynth.rules.written_flags import written_flags

_ISSUER = X + "workloadIdentity"
_ON = {_ISSUER: {"enabled": True}}
_KEYS, _FLAG = "--service-account-jwks-uri", "--service-account-issuer"
_OURS = re.compile(r"https://[a-z0-9]+oidc[a-z0-9]{6}\.blob\.[^/]+/oidc/?")
_IDENTITIES = f"{_ISSUER}.identities"
_ORDERS = {"identity": "orders", "namespace": "shop", "serviceAccount": "orders"}
_NAME = re.compile(r"[A-Za-z0-9][\w-]{2,127}")
_OWN = re.compile(r"k8s-\d+-(cp|node|jumpbox)", re.I)
_LABEL = re.compile(r"[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?")
_SUBDOMAIN = re.compile(r"[a-z0-9]([a-z0-9-]*[a-z0-9])?(\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)*")
_LONGEST = 120 - len("_12345678")
"""Azure's limit of a federated credential's name, without the suffix of the cluster."""
_MOST = 20


def _entries(case: Case) -> Iterator[tuple[Path, WorkloadProfile]]:
    for i, entry in enumerate(case.aksynth.workload_identity.identities or []):
        yield (*AKSYNTH_PATH, "workloadIdentity", "identities", i), entry


@rule(
    "A370",
    wrong={**_ON, K + "apiServerConfig": {_KEYS: "https://example.com/keys"}},
    right={**_ON, K + "apiServerConfig": {"--service-account-issuer": "https://example.com"}},
    source=KUBERNETES + "tasks/configure-pod-container/configure-service-account/#service-account-issuer-discovery",
    advice="remove the flag, or set aksynth.workloadIdentity.enabled to false",
)
def one_place_of_keys(case: Case) -> Iterator[Finding]:
    """A cluster with `aksynth.workloadIdentity` must not set the flag service-account-jwks-uri, or its own issuer.

    The public keys are in the storage account of the issuer. Another issuer in the flag service-account-issuer is still
    accepted, but issues no tokens. An API server does not start if an issuer is there twice.
    """
    if not case.aksynth.workload_identity.enabled:
        return
    for path, flag, value in written_flags(case):
        if path[-2] == "apiServerConfig" and flag == _KEYS:
            yield Finding(path, "the public keys are in the storage account of the issuer", shown(value))
        elif path[-2] == "apiServerConfig" and flag == _FLAG and _OURS.fullmatch(value):
            yield Finding(path, "this is the issuer of workloadIdentity", shown(value))


@rule(
    "A371",
    wrong={_ISSUER: {"enabled": True, "identities": [{**_ORDERS, "identity": "/subscriptions/s"}]}},
    right={_ISSUER: {"enabled": True, "identities": [_ORDERS]}},
    source=AZURE + "entra/workload-id/workload-identity-federation-create-trust-user-assigned-managed-identity",
    advice="write a name such as orders for a new identity, or run az identity show --query id to get an id",
)
def pod_identity(case: Case) -> Iterator[Finding]:
    """The identity of pods must be a resource id, or a valid name for a new identity, and not one of the cluster.

    The identities of the cluster have roles that a pod must not have.
    """
    allowed = "3 to 128 letters, digits, '-' and '_', starting with a letter or digit; or a resource id"
    chosen = (case.config.user_assigned_id or "").lower()
    for path, entry in _entries(case):
        here, name = (*path, "identity"), entry.identity
        if not (_is_identity(name) if name.startswith("/") else _NAME.fullmatch(name)):
            yield Finding(here, "this is no user-assigned identity", shown(name), allowed)
        elif name.lower() == chosen or _OWN.fullmatch(entry.identity_name):
            yield Finding(here, "this is an identity of the cluster", shown(name))


def _is_identity(text: str) -> bool:
    found = ResourceId.find(text)
    return bool(found and found.has_type("Microsoft.ManagedIdentity/userAssignedIdentities"))


@rule(
    "A372",
    wrong={_ISSUER: {"enabled": True, "identities": [{**_ORDERS, "namespace": "Shop"}]}},
    right={_ISSUER: {"enabled": True, "identities": [_ORDERS]}},
    source=KUBERNETES + "concepts/overview/working-with-objects/names/",
    advice="write the names as kubectl get serviceaccounts --all-namespaces shows them",
)
def pod_accounts(case: Case) -> Iterator[Finding]:
    """Namespace and service account of an identity must be valid names in Kubernetes.

    Together they are part of the name of a federated credential, which has up to 120 characters.
    """
    for path, entry in _entries(case):
        if not _LABEL.fullmatch(entry.namespace):
            allowed = "1 to 63 lowercase letters, digits and hyphens"
            yield Finding((*path, "namespace"), "this is no name of a namespace", shown(entry.namespace), allowed)
        if not _SUBDOMAIN.fullmatch(entry.service_account) or len(entry.service_account) > 253:
            allowed = "lowercase letters, digits, hyphens and dots"
            message = "this is no name of a service account"
            yield Finding((*path, "serviceAccount"), message, shown(entry.service_account), allowed)
        elif len(entry.account_key) > _LONGEST:
            allowed = f"up to {_LONGEST} characters together with the namespace; a dot counts as 5"
            yield Finding((*path, "serviceAccount"), "the names are too long", shown(entry.account_key), allowed)


@rule(
    "A373",
    wrong={_ISSUER: {"enabled": True, "identities": [_ORDERS, _ORDERS]}},
    right={_ISSUER: {"enabled": True, "identities": [_ORDERS, {**_ORDERS, "serviceAccount": "billing"}]}},
    source=AKSYNTH,
    advice="remove the entry, or use another identity",
)
def pod_identities_differ(case: Case) -> Iterator[Finding]:
    """An identity must have each service account once, 20 at most, and no other one may have the same name.

    The names are parts of Terraform addresses. Azure accepts up to 20 federated credentials of an identity.
    """
    first: dict[str, str] = {}
    seen, count = set[str](), Counter[str]()
    for path, entry in _entries(case):
        if not entry.identity:
            continue  # A371
        name = entry.identity_name.lower()
        address = f"{name}_{entry.account_key}"
        count[name] += 1
        if first.setdefault(name, entry.identity) != entry.identity:
            message = "another identity has the same name"
            yield Finding((*path, "identity"), message, shown(entry.identity), first[name])
        elif address in seen:
            yield Finding(path, "the identity has this service account already", shown(entry.account_key))
        elif address in first or name in seen:
            yield Finding(path, "the names of identities and service accounts are too similar", shown(entry.identity))
        elif count[name] == _MOST + 1:
            yield Finding((*path, "identity"), "the identity has 20 service accounts already", shown(entry.identity))
        seen.add(address)
