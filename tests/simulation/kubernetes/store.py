"""Objects of the API, below their keys in etcd."""

from __future__ import annotations

import time
from datetime import UTC, datetime
from typing import Any, Protocol

from ..tool import Failed

LEASE = 9.0
"""Seconds without a word of its kubelet after which a node is not Ready; 40 in a real cluster."""
Item = dict[str, Any]


class Keys(Protocol):
    """What keeps values: etcd, or a folder."""

    def get(self, key: str) -> Any:
        """The value, or None."""

    def below(self, prefix: str) -> dict[str, Any]:
        """All values whose key begins with the prefix, by key."""

    def put(self, key: str, value: Any) -> None: ...

    def delete(self, key: str) -> None: ...


class Store:
    """Objects by kind, namespace and name."""

    def __init__(self, keys: Keys, lease: float = LEASE) -> None:
        self.keys, self.lease = keys, lease

    def put(self, item: Item) -> None:
        """Create or merge, as server-side apply does for the fields that are given."""
        key = key_of(item["kind"], item["metadata"].get("namespace", ""), item["metadata"]["name"])
        old = self.keys.get(key) or {"metadata": {"creationTimestamp": now()}}
        if "stringData" in item:
            item = {**item, "data": item.pop("stringData")}
        metadata = {**old["metadata"], **item["metadata"]}
        for part in ("labels", "annotations"):
            merged = {**old["metadata"].get(part, {}), **(item["metadata"].get(part) or {})}
            metadata[part] = {key: value for key, value in merged.items() if value is not None}
        self.keys.put(key, {**old, **item, "metadata": metadata})

    def get(self, kind: str, namespace: str, name: str) -> Item:
        found = self.keys.get(key_of(kind, namespace, name))
        if found is None:
            raise Failed(f'Error from server (NotFound): {kind.lower()}s "{name}" not found')
        return self._with_status(found)

    def list(self, kind: str, namespace: str, selector: dict[str, str | None]) -> list[Item]:
        """A label without a value asks for those that have it."""
        prefix = f"/registry/{kind.lower()}s/" + (f"{namespace}/" if namespace else "")
        found = [self._with_status(item) for item in self.keys.below(prefix).values()]
        return [item for item in found if _matches(item["metadata"].get("labels") or {}, selector)]

    def rollout(self, kind: str, namespace: str, name: str) -> Item:
        """Pods start at once here."""
        return self.get(kind, namespace, name)

    def delete(self, kind: str, namespace: str, name: str) -> None:
        self.keys.delete(key_of(kind, namespace, name))

    def _with_status(self, item: Item) -> Item:
        if item["kind"] == "Node":
            seen = self.keys.get(lease_of(item["metadata"]["name"])) or 0
            ready = time.time() - seen < self.lease
            since = datetime.fromtimestamp(seen + (0 if ready else self.lease), UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
            condition = {"type": "Ready", "status": str(ready), "lastTransitionTime": since}
            item["status"] = {"conditions": [condition]}
        return item


def _matches(labels: dict[str, str], selector: dict[str, str | None]) -> bool:
    return all(key in labels and value in (None, labels[key]) for key, value in selector.items())


def key_of(kind: str, namespace: str, name: str) -> str:
    return f"/registry/{kind.lower()}s/{namespace}/{name}"


def now() -> str:
    return datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def lease_of(node: str) -> str:
    """The key of the time at which its kubelet last spoke."""
    return f"/registry/lease//{node}"
