"""What Azure knows: identities with their roles, vaults and storage, and what may go wrong with them."""

from __future__ import annotations

import threading
from collections import defaultdict
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field
from typing import Any, Protocol

Fault = int | str | None
"""A status to answer with; "silence" for no answer; "lost" for work that is done and whose answer is lost; "slow";
"proxy" for a 404 of somebody else; None for the right answer."""

SECRETS_USER, SECRETS_OFFICER = "Key Vault Secrets User", "Key Vault Secrets Officer"
CRYPTO_USER, CRYPTO_OFFICER = "Key Vault Crypto User", "Key Vault Crypto Officer"
BLOBS = "Storage Blob Data Contributor"
CONTRIBUTOR = "Contributor"
_MAY = {
    "read": {SECRETS_USER, SECRETS_OFFICER},
    "write": {SECRETS_OFFICER},
    "create keys": {CRYPTO_OFFICER},
    "use keys": {CRYPTO_USER, CRYPTO_OFFICER},
    "use blobs": {BLOBS},
    "change machines": {CONTRIBUTOR},
}
"""The roles of the stack that allow it: https://learn.microsoft.com/azure/role-based-access-control/built-in-roles"""


@dataclass
class Azure:
    """`roles` holds (principal, place, role), where a place is a vault, VAULT/keys/KEY, ACCOUNT/CONTAINER or the
    resource group; `identities` the client ids that the machine at an address has; `principals` the principal of a
    client id."""

    roles: set[tuple[str, str, str]]
    principals: dict[str, str]
    vaults: dict[str, dict[str, list[str]]]
    identities: dict[str, list[str]] = field(default_factory=dict)
    deleted: set[tuple[str, str]] = field(default_factory=set)
    """Vault and name of secrets, and of keys after "keys/"."""
    keys: dict[str, list[dict[str, Any]]] = field(default_factory=dict)
    """By vault, the versions of its key with their kind and tags."""
    faults: dict[str, list[Fault]] = field(default_factory=lambda: defaultdict(list))
    """Answers to give before any other, by "VAULT", "VAULT/SECRET" or "METHOD VAULT/SECRET", or by "ACCOUNT"."""
    always: dict[str, Fault] = field(default_factory=dict)
    """The same for every request, until it is taken away."""
    asked: list[tuple[str, str, str, int]] = field(default_factory=list)
    """Client id, method, VAULT/SECRET and status of every request."""
    storage: dict[str, Any] = field(default_factory=dict)
    """`blobs` by path with content as base64 and metadata, `blocks` that are not committed, `page` the size of one."""
    sets: dict[str, dict[str, Any]] = field(default_factory=dict)
    """Scale sets by name; see compute.py."""
    operations: dict[str, dict[str, Any]] = field(default_factory=dict)
    """What changes of scale sets have started."""
    files: dict[str, bytes] = field(default_factory=dict)
    """What the mirror serves, by path."""
    names: dict[str, str] = field(default_factory=dict)
    """Computer names of machines, by address."""
    public: set[str] = field(default_factory=set)
    """ACCOUNT/CONTAINER of every container whose blobs everybody may read."""
    downloads: list[str] = field(default_factory=list)
    """Paths that the mirror was asked for."""
    lock: threading.RLock = field(default_factory=threading.RLock)

    @contextmanager
    def open(self) -> Iterator[Azure]:
        """For one request."""
        with self.lock:
            yield self

    def secret(self, vault: str, name: str) -> str:
        """The current value; KeyError where there is none."""
        with self.lock:
            if (vault, name) in self.deleted:
                raise KeyError(name)
            return self.vaults[vault][name][-1]

    def versions(self, vault: str, name: str) -> list[str]:
        with self.lock:
            return list(self.vaults[vault].get(name, []))

    def may(self, client: str, place: str, what: str) -> bool:
        """By role assignments alone: the vaults use Azure RBAC."""
        principal = self.principals.get(client, client)
        return any((principal, place, role) in self.roles for role in _MAY[what])

    def fault(self, method: str, place: str) -> Fault:
        keys = (f"{method} {place}", place, place.split("/")[0])
        for key in keys:
            if self.faults.get(key):
                return self.faults[key].pop(0)
        return next((self.always[key] for key in keys if key in self.always), None)


class Keeper(Protocol):
    """Who keeps Azure between requests."""

    def open(self) -> AbstractContextManager[Azure]: ...
