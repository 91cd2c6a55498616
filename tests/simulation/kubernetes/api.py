"""The API server as a static pod: its objects lie in the real etcd, its certificates are read when it starts, and who
asks is who the certificate or the token says."""

from __future__ import annotations

import base64
import json
import ssl
import threading
import time
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from typing import Any, ClassVar

from .. import pki
from ..etcd.pod import EtcdClient
from ..handler import Server
from ..host.machine import Failed, Machine
from .evictions import evict

_LEASE = 6.0
"""Seconds without a word of its kubelet after which a node is not Ready; 40 in a real cluster."""


class ApiPod:
    """From the command of its manifest. A value that it refuses stops it at once, and so does an etcd without quorum:
    https://github.com/kubernetes/apiserver/blob/v0.36.2/pkg/server/options/server_run_options.go"""

    def __init__(self, machine: Machine, command: list[str]) -> None:
        self.flags = dict(flag.partition("=")[::2] for flag in command[1:])
        self._server: Server | None = None
        self._dead = float(self.flags.get("--goaway-chance", "0")) > 0.02
        if self._dead:
            machine.log("kube-apiserver", "Error: --goaway-chance can not be less than 0 or greater than 0.02")
            return
        self._thread = threading.Thread(target=self._start, daemon=True)
        self._thread.start()

    def _start(self) -> None:
        client = EtcdClient(self.flags)
        if not client.is_well():
            self._dead = True
            return
        handler = type("Handler", (_Handler,), {"store": Store(client)})
        server = Server(("0.0.0.0", 6443), handler, bind_and_activate=False)
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(self.flags["--tls-cert-file"], self.flags["--tls-private-key-file"])
        context.verify_mode = ssl.CERT_OPTIONAL
        context.load_verify_locations(self.flags["--client-ca-file"])
        server.socket = context.wrap_socket(server.socket, server_side=True, do_handshake_on_connect=False)
        server.daemon_threads = True
        server.server_bind()
        server.server_activate()
        self._server = server
        server.serve_forever(poll_interval=0.1)

    def runs(self) -> bool:
        return not self._dead

    def stop(self) -> None:
        self._dead = True
        if self._server:
            self._server.shutdown()
            self._server.server_close()


class Store:
    """Objects by kind, namespace and name."""

    def __init__(self, client: EtcdClient) -> None:
        self.etcd = client

    def put(self, item: dict[str, Any]) -> None:
        """Create or merge, as server-side apply does for the fields that are given."""
        key = _key(item["kind"], item["metadata"].get("namespace", ""), item["metadata"]["name"])
        old = self.etcd.get(key) or {"metadata": {"creationTimestamp": _now()}}
        if "stringData" in item:
            item = {**item, "data": item.pop("stringData")}
        metadata = {**old["metadata"], **item["metadata"]}
        for part in ("labels", "annotations"):
            merged = {**old["metadata"].get(part, {}), **(item["metadata"].get(part) or {})}
            metadata[part] = {key: value for key, value in merged.items() if value is not None}
        self.etcd.put(key, {**old, **item, "metadata": metadata})

    def get(self, kind: str, namespace: str, name: str) -> dict[str, Any]:
        found = self.etcd.get(_key(kind, namespace, name))
        if found is None:
            raise Failed(f'Error from server (NotFound): {kind.lower()}s "{name}" not found')
        return self._with_status(found)

    def list(self, kind: str, namespace: str, selector: dict[str, str | None]) -> list[dict[str, Any]]:
        """A label without a value asks for those that have it."""
        prefix = f"/registry/{kind.lower()}/" + (f"{namespace}/" if namespace else "")
        found = [self._with_status(item) for item in self.etcd.below(prefix).values()]
        return [item for item in found if _matches(item["metadata"].get("labels") or {}, selector)]

    def delete(self, kind: str, namespace: str, name: str) -> None:
        self.etcd.delete(_key(kind, namespace, name))

    def _with_status(self, item: dict[str, Any]) -> dict[str, Any]:
        if item["kind"] == "Node":
            seen = self.etcd.get(f"/registry/lease//{item['metadata']['name']}") or 0
            ready = str(time.time() - seen < _LEASE)
            item["status"] = {"conditions": [{"type": "Ready", "status": ready}]}
        return item


def _matches(labels: dict[str, str], selector: dict[str, str | None]) -> bool:
    return all(key in labels and value in (None, labels[key]) for key, value in selector.items())


def _key(kind: str, namespace: str, name: str) -> str:
    return f"/registry/{kind.lower()}/{namespace}/{name}"


def _now() -> str:
    return datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


class _Handler(BaseHTTPRequestHandler):
    store: ClassVar[Store]
    timeout = 10

    def _reply(self, status: int, body: object) -> None:
        text = json.dumps(body).encode()
        self.send_response(status)
        self.send_header("Content-Length", str(len(text)))
        self.end_headers()
        self.wfile.write(text)

    def do_GET(self) -> None:
        """Health is for everybody, and nothing else is."""
        if self.path not in ("/readyz", "/livez", "/healthz"):
            return self._reply(401, "Unauthorized")
        well = self.path == "/livez" or self.store.etcd.is_well()
        self._reply(200 if well else 500, "ok" if well else "etcd failed")

    def do_POST(self) -> None:
        request = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        try:
            name, groups = self._who()
            self._reply(200, {"value": self._do(request, name, groups)})
        except Failed as failed:
            self._reply(422, {"error": str(failed)})
        except OSError as error:
            self._reply(500, {"error": f"etcd: {error}"})

    def _who(self) -> tuple[str, set[str]]:
        certificate = self.connection.getpeercert()
        if certificate:
            parts = [part[0] for part in certificate["subject"]]
            names = [value for key, value in parts if key == "commonName"]
            return names[0], {value for key, value in parts if key == "organizationName"}
        token = self.headers.get("Authorization", "").removeprefix("Bearer ")
        identifier, _, secret = token.partition(".")
        known = self.store.etcd.get(_key("Secret", "kube-system", f"bootstrap-token-{identifier}"))
        if not known or known["data"]["token-secret"] != secret or known["data"].get("expiration", "9") < _now():
            raise Failed("Unauthorized")
        return f"system:bootstrap:{identifier}", {"system:bootstrappers:kubeadm:default-node-token"}

    def _do(self, request: dict[str, Any], user: str, groups: set[str]) -> Any:
        verb = request["verb"]
        if verb == "join" and "system:bootstrappers:kubeadm:default-node-token" in groups:
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
        return self.store.etcd.get(_key("ClusterRoleBinding", "", "kubeadm:cluster-admins")) is not None

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
        if self.store.etcd.get(_key("Node", "", name)) is None:
            self.store.put({"kind": "Node", "metadata": {"name": name, "labels": labels}})
        self.store.etcd.put(f"/registry/lease//{name}", time.time())

    def log_message(self, *_: object) -> None:
        pass


class ComponentPod:
    """The controller manager or the scheduler: healthy on its port."""

    def __init__(self, machine: Machine, command: list[str]) -> None:
        port = {"kube-controller-manager": 10257, "kube-scheduler": 10259}[command[0]]
        self._server = Server(("127.0.0.1", port), _Healthy)
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain("/etc/kubernetes/pki/apiserver.crt", "/etc/kubernetes/pki/apiserver.key")
        self._server.socket = context.wrap_socket(self._server.socket, server_side=True, do_handshake_on_connect=False)
        threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.1}, daemon=True).start()

    def runs(self) -> bool:
        return True

    def stop(self) -> None:
        self._server.shutdown()
        self._server.server_close()


class _Healthy(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        self.send_response(200)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *_: object) -> None:
        pass
