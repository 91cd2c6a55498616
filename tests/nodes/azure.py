"""Azure as a machine sees it: metadata service, key vaults and storage, and the control plane's ports once it runs.

A vault grants by identity: `readers` and `writers` of the shared file list client ids by vault. `refuse` holds answers
to give before any other, by vault: a number is a status, "silence" no answer at all.
"""

from __future__ import annotations

import json
import os
import ssl
import threading
import time
from typing import Any
from urllib.parse import parse_qs, urlparse

from etcd import Etcd
from simulation.azure.blobs import WORDS, Answer, Blobs, error
from simulation.handler import Handler, Server
from world import world

PKI = "/etc/kubernetes/pki"


class Metadata(Handler):
    """169.254.169.254: a token is the client id that it was asked for; storage takes no vault's, and the reverse."""

    def do_GET(self) -> None:
        url = urlparse(self.path)
        query = parse_qs(url.query)
        if self.headers.get("Metadata") != "true":
            return self.answer(400, "Bad request")
        if url.path.endswith("/identity/oauth2/token"):
            ending = {"https://vault.azure.net": "", "https://storage.azure.com/": "@storage"}.get(query["resource"][0])
            if ending is None:
                return self.answer(400, "wrong resource")
            return self.answer(200, {"access_token": query["client_id"][0] + ending})
        if url.path.endswith("/privateIpAddress") and query.get("format") == ["text"]:
            return self.answer(200, os.environ["MACHINE_ADDRESS"])
        return self.answer(404, "not found")


class Vault(Handler):
    """NAME.vault.azure.net: secrets with their versions."""

    def _place(self) -> tuple[str, str, str]:
        vault = self.headers["Host"].split(".")[0]
        return (
            vault,
            self.path.split("?")[0].rpartition("/")[2],
            self.headers.get("Authorization", "")[len("Bearer ") :],
        )

    def _refused(self, shared: dict, kind: str, body: str = "") -> bool:  # type: ignore[type-arg]
        vault, _, client = self._place()
        queue = shared.setdefault("refuse", {}).get(vault, [])
        status = queue.pop(0) if queue else None
        if status == "silence":
            time.sleep(1)
            self.close_connection = True
            return True
        if status is None and client not in shared.get(kind, {}).get(vault, []):
            status = 403
        if status is None:
            return False
        self.answer(status, {"error": {"message": f"status {status} for {client}"}})
        return True

    def do_GET(self) -> None:
        with world() as shared:
            vault, name, _ = self._place()
            if self._refused(shared, "readers"):
                return
            versions = shared["vaults"][vault].get(name)
        if versions:
            self.answer(200, {"value": versions[-1]})
        else:
            self.answer(404, {"error": {"code": "SecretNotFound", "message": "no such secret"}})

    def do_POST(self) -> None:
        """A new version of a key."""
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        with world() as shared:
            vault = self._place()[0]
            if self._refused(shared, "officers"):
                return
            name, action = self.path.split("?")[0].removeprefix("/keys/").split("/")
            assert action == "create" and body["key_ops"] == ["encrypt", "decrypt"]
            versions = shared.setdefault("keys", {}).setdefault(vault, [])
            versions.append({"version": f"{len(versions):032x}", "kty": body["kty"]})
            kid = f"https://{vault}.vault.azure.net/keys/{name}/{versions[-1]['version']}"
        self.answer(200, {"key": {"kid": kid, "kty": body["kty"]}})

    def do_PUT(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        with world() as shared:
            vault, name, _ = self._place()
            if self._refused(shared, "writers"):
                return
            value = json.loads(body)["value"]
            assert len(value) <= 25 * 1024, "a secret holds 25 KiB"
            shared["vaults"][vault].setdefault(name, []).append(value)
        self.answer(200, {"value": value})


class Storage(Blobs):
    """`accounts` of the shared file lists the client ids that may read and write."""

    def _handle(self, body: bytes) -> None:
        url = urlparse(self.path)
        with world() as shared:
            answer = self._refusal(shared) or self._answer(shared, url.path, parse_qs(url.query), body)
        if answer[0] == 0:
            time.sleep(1)
            self.close_connection = True
        else:
            self._send(*answer)

    def _refusal(self, shared: dict[str, Any]) -> Answer | None:
        account = self.headers["Host"].split(".")[0]
        queue = shared.setdefault("refuse", {}).get(account, [])
        status = queue.pop(0) if queue else None
        if status in ("silence", "proxy"):
            return (0, b"", {}) if status == "silence" else (404, b"not here", {})
        if status is None and self._client() in shared["accounts"][account]:
            return None
        return error(status or 403, WORDS[status or 403])

    def _client(self) -> str:
        token = self.headers.get("Authorization", "").removeprefix("Bearer ")
        return token.removesuffix("@storage") if token.endswith("@storage") and "x-ms-version" in self.headers else ""


class Api(Handler):
    """6443: every master's API server, well unless the shared file says that it is ill, by its address or with all."""

    def do_GET(self) -> None:
        with world() as shared:
            ill = {"api", self.connection.getsockname()[0]} & set(shared.get("ill", []))
        self.answer(503 if ill else 200, "ok")


class Component(Handler):
    """10257 and 10259: the controller manager and the scheduler of this machine."""

    manifest = ""

    def do_GET(self) -> None:
        with open(f"/etc/kubernetes/manifests/{self.manifest}.yaml") as manifest:
            self.answer(503 if "--leader-elect-lease-duration=1s" in manifest.read() else 200, "ok")


class Plugin(Handler):
    """8787: the KMS plugin, as soon as its static pod has the version of a key that exists."""

    def do_GET(self) -> None:
        try:
            pod = open("/etc/kubernetes/manifests/azure-kms.yaml").read()
        except FileNotFoundError:
            return self.answer(503, "no pod")
        with world() as shared:
            known = [key["version"] for key in shared.get("keys", {}).get("kv-k", [])]
            ill = "kms" in shared.get("ill", [])
        reached = not ill and any(f"--key-version={version}\n" in pod for version in known)
        self.answer(200 if reached else 500, "ok" if reached else "failed to encrypt, error: keyvault is out of reach")


class Kubelet(Handler):
    """10248."""

    def do_GET(self) -> None:
        self.answer(200, "ok")


class ControllerManager(Component):
    manifest = "kube-controller-manager"


class Scheduler(Component):
    manifest = "kube-scheduler"


def serve(address: str, port: int, kind: type[Handler], certificate: tuple[str, str] | None = None) -> None:
    server = Server((address, port), kind)
    if certificate:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(*certificate)
        server.socket = context.wrap_socket(server.socket, server_side=True)
    threading.Thread(target=server.serve_forever, daemon=True).start()


def control_plane() -> None:
    """The ports of masters come up when there are certificates for them, and listen on every master's address."""
    while not os.path.exists(f"{PKI}/etcd/server.crt"):
        time.sleep(0.05)
    time.sleep(0.1)
    if not os.path.exists("/etc/real-etcd"):
        serve("0.0.0.0", 2379, Etcd, (f"{PKI}/etcd/server.crt", f"{PKI}/etcd/server.key"))
    serve("0.0.0.0", 6443, Api, (f"{PKI}/apiserver.crt", f"{PKI}/apiserver.key"))
    serve("127.0.0.1", 10257, ControllerManager, (f"{PKI}/apiserver.crt", f"{PKI}/apiserver.key"))
    serve("127.0.0.1", 10259, Scheduler, (f"{PKI}/apiserver.crt", f"{PKI}/apiserver.key"))


folder = os.path.dirname(os.environ["WORLD"])
serve("169.254.169.254", 80, Metadata)
serve("127.0.0.1", 443, Vault, (f"{folder}/azure.crt", f"{folder}/azure.key"))
serve("127.0.0.2", 443, Storage, (f"{folder}/azure.crt", f"{folder}/azure.key"))
serve("127.0.0.1", 2381, Etcd)
serve("127.0.0.1", 10248, Kubelet)
serve("127.0.0.1", 8787, Plugin)
threading.Thread(target=control_plane, daemon=True).start()
open("/run/azure-is-up", "w").close()
threading.Event().wait()
