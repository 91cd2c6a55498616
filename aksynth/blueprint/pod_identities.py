"""Identities of Microsoft Entra ID that pods use."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from aksynth.apimodel import ApiModel
from aksynth.apimodel.workload_identity import WorkloadProfile
from aksynth.blueprint.naming import Names


@dataclass(frozen=True, kw_only=True)
class ServiceAccount:
    """Whose pods use an identity. `key` is a part of the Terraform address, `credential` the name in Azure."""

    namespace: str
    name: str
    key: str
    credential: str


@dataclass(frozen=True, kw_only=True)
class PodIdentity:
    """`id` is the resource id of an existing identity, None for one that the cluster owns."""

    name: str
    id: str | None
    service_accounts: tuple[ServiceAccount, ...]


def pod_identities(model: ApiModel, names: Names) -> tuple[PodIdentity, ...]:
    """By name. Entries of one identity are together, whatever their order in the model."""
    written = model.properties.aksynth.workload_identity
    entries = (written.identities or []) if written.enabled else []
    found = sorted({entry.identity for entry in entries}, key=lambda identity: identity.rpartition("/")[2])
    return tuple(_identity([entry for entry in entries if entry.identity == identity], names) for identity in found)


def _identity(entries: list[WorkloadProfile], names: Names) -> PodIdentity:
    first = entries[0]
    return PodIdentity(
        name=first.identity_name,
        id=first.identity if first.identity.startswith("/") else None,
        service_accounts=tuple(_accounts(entries, names)),
    )


def _accounts(entries: list[WorkloadProfile], names: Names) -> Iterable[ServiceAccount]:
    """Another cluster may use the same identity for a service account of the same name."""
    for entry in sorted(entries, key=lambda entry: entry.account_key):
        yield ServiceAccount(
            namespace=entry.namespace,
            name=entry.service_account,
            key=entry.account_key,
            credential=f"{entry.account_key}_{names.suffix}",
        )
