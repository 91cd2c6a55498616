"""What the API server does with a request: who asks, and what they may do."""

from __future__ import annotations

import base64
import time
from pathlib import Path
from typing import Any

from .. import pki
from ..tool import Failed
from .evictions import evict
from .store import Store, key_of, lease_of, now

User = tuple[str, set[str]]
"""A name and its groups."""
_JOINERS = "system:bootstrappers:kubeadm:default-node-token"


class Requests:
    """On the objects of a store."""

    def __init__(self, store: Store) -> None:
        self.store = store

    def owner(self, token: str) -> User:
        """Whose bootstrap token it is: plugin/pkg/auth/authenticator/token/bootstrap of kubernetes/kubernetes."""
        identifier, _, secret = token.partition(".")
        known = self.store.keys.get(key_of("Secret", "kube-system", f"bootstrap-token-{identifier}"))
        if not known or known["data"]["token-secret"] != secret or known["data"].get("expiration", "9") < now():
            raise Failed("Unauthorized")
        return f"system:bootstrap:{identifier}", {_JOINERS}

    def do(self, request: dict[str, Any], who: User) -> Any:
        (user, groups), verb = who, request["verb"]
        if verb == "join" and _JOINERS in groups:
            return self._join(request["name"])
        if verb == "heartbeat" and "system:nodes" in groups and user == f"system:node:{request['name']}":
            return self._heartbeat(request["name"], request["labels"])
        if "system:masters" not in groups and not ("kubeadm:cluster-admins" in groups and self._bound()):
            raise Failed(f'Forbidden: User "{user}" cannot {verb}')
        if verb == "put":
            return self.store.put(request["object"])
        place = (request["kind"], request.get("namespace", ""))
        if verb == "evict":
            return evict(self.store, place[1], request["name"])
        if verb == "list":
            return self.store.list(*place, request.get("selector", {}))
        return getattr(self.store, verb)(*place, request["name"])

    def _bound(self) -> bool:
        return self.store.keys.get(key_of("ClusterRoleBinding", "", "kubeadm:cluster-admins")) is not None

    def _join(self, name: str) -> dict[str, str]:
        """What the controller manager does with a node's request: a certificate of the cluster's authority."""
        try:
            (condition,) = self.store.get("Node", "", name)["status"]["conditions"]
        except Failed:
            condition = {"status": "Unknown"}
        if condition["status"] == "True":
            raise Failed(f'a Node with name "{name}" and status "Ready" already exists in the cluster')
        stem = Path(f"/run/join-{name}")
        pki.leaf(stem, Path("/etc/kubernetes/pki/ca"), f"system:node:{name}", [], "system:nodes")
        return {
            end: base64.b64encode(stem.with_name(f"{stem.name}.{end}").read_bytes()).decode() for end in ("crt", "key")
        }

    def _heartbeat(self, name: str, labels: dict[str, str]) -> None:
        if any("node-role.kubernetes.io" in label for label in labels):
            raise Failed("NodeRestriction: is not allowed to set this label")
        if self.store.keys.get(key_of("Node", "", name)) is None:
            self.store.put({"kind": "Node", "metadata": {"name": name, "labels": labels}})
        self.store.keys.put(lease_of(name), time.time())
