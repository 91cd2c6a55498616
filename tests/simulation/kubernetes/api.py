"""The API server as a static pod: its objects lie in the real etcd, its certificates are read when it starts, and who
asks is who the certificate or the token says."""

from __future__ import annotations

import json
import ssl
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler
from typing import ClassVar
from urllib.parse import parse_qs, urlparse

from ..etcd.pod import EtcdClient
from ..handler import Server
from ..host.machine import Machine
from ..tool import Failed
from .flags import refusal
from .issuer import DOCUMENTS, document
from .requests import Requests, User
from .sealing import Sealing
from .store import Store


class ApiPod:
    """From the command of its manifest. A value that it refuses stops it, and so do an etcd without quorum, a file that
    is not there, and a port that another process still has."""

    def __init__(self, machine: Machine, command: list[str]) -> None:
        self._command = command
        self.flags = dict(flag.partition("=")[::2] for flag in command[1:])
        self._machine = machine
        self._lock = threading.Lock()
        self._server: Server | None = None
        self._dead = False
        if error := refusal(command):
            self._dead = True
            machine.log("kube-apiserver", error)
            return
        threading.Thread(target=self._run, daemon=True).start()

    def _run(self) -> None:
        try:
            self._serve()
        except OSError as error:
            self._machine.log("kube-apiserver", str(error))
        self._dead = True

    def _serve(self) -> None:
        sealing = Sealing(self._machine, self.flags.get("--encryption-provider-config", ""))
        try:
            self._serve_sealed(EtcdClient(self.flags, sealing))
        finally:
            sealing.stop()

    def _serve_sealed(self, client: EtcdClient) -> None:
        if not client.is_well():
            return
        kept = {"requests": Requests(Store(client)), "etcd": client, "of_pod": self._command}
        handler = type("Handler", (_Handler,), kept)
        server = Server(("0.0.0.0", 6443), handler, bind_and_activate=False)
        server.daemon_threads = True
        server.socket = self._context().wrap_socket(server.socket, server_side=True, do_handshake_on_connect=False)
        try:
            server.server_bind()
            server.server_activate()
            with self._lock:
                if self._dead:
                    return
                self._server = server
            server.serve_forever(poll_interval=0.1)
        finally:
            server.server_close()

    def _context(self) -> ssl.SSLContext:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(self.flags["--tls-cert-file"], self.flags["--tls-private-key-file"])
        context.verify_mode = ssl.CERT_OPTIONAL
        context.load_verify_locations(self.flags["--client-ca-file"])
        context.verify_flags |= ssl.VERIFY_X509_PARTIAL_CHAIN  # As Go does.
        return context

    def runs(self) -> bool:
        return not self._dead

    def stop(self) -> None:
        with self._lock:
            self._dead = True
        if self._server:
            self._server.shutdown()
            self._server.server_close()


class _Handler(BaseHTTPRequestHandler):
    requests: ClassVar[Requests]
    etcd: ClassVar[EtcdClient]
    of_pod: ClassVar[list[str]]
    timeout = 10

    def _reply(self, status: int, body: object) -> None:
        text = json.dumps(body).encode()
        self.send_response(status)
        self.send_header("Content-Length", str(len(text)))
        self.end_headers()
        self.wfile.write(text)

    def do_GET(self) -> None:
        """Health is for everybody, and nothing else is. Checks can be excluded by name, and a name of none is ignored:
        kubernetes/apiserver v0.36.2, pkg/server/healthz/healthz.go."""
        if self.path in DOCUMENTS and self.connection.getpeercert():
            return self._reply(200, document(self.path, self.of_pod))
        url = urlparse(self.path)
        if url.path not in ("/readyz", "/livez", "/healthz"):
            return self._reply(401, "Unauthorized")
        excluded = parse_qs(url.query).get("exclude", [])
        failed = next((name for name in self._failed(url.path) if name not in excluded), "")
        self._reply(500 if failed else 200, f"{failed} failed" if failed else "ok")

    def _failed(self, path: str) -> Iterator[str]:
        """Plugins for encryption do not count for /livez. Informers count for /readyz alone: those of Secrets, which
        tokens are checked with, have no first list if no Secret can be decrypted."""
        if path == "/livez":
            return
        if not self.etcd.is_well():
            yield "etcd"
        yield from self.etcd.sealing.failed()
        if path == "/readyz" and not self.etcd.has_listed("/registry/secrets/"):
            yield "informer-sync"

    def do_POST(self) -> None:
        request = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        try:
            self._reply(200, {"value": self.requests.do(request, self._who())})
        except Failed as failed:
            self._reply(422, {"error": str(failed)})
        except OSError as error:
            self._reply(500, {"error": f"etcd: {error}"})

    def _who(self) -> User:
        certificate = self.connection.getpeercert()
        if certificate:
            parts = [part[0] for part in certificate["subject"]]
            names = [value for key, value in parts if key == "commonName"]
            return names[0], {value for key, value in parts if key == "organizationName"}
        return self.requests.owner(self.headers.get("Authorization", "").removeprefix("Bearer "))

    def log_message(self, *_: object) -> None:
        pass


class ComponentPod:
    """The controller manager or the scheduler: healthy on its port."""

    def __init__(self, machine: Machine, command: list[str]) -> None:
        self._dead = False
        if error := refusal(command):
            self._dead = True
            machine.log(command[0], error)
            return
        port = {"kube-controller-manager": 10257, "kube-scheduler": 10259}[command[0]]
        self._server = Server(("127.0.0.1", port), _Healthy)
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain("/etc/kubernetes/pki/apiserver.crt", "/etc/kubernetes/pki/apiserver.key")
        self._server.socket = context.wrap_socket(self._server.socket, server_side=True, do_handshake_on_connect=False)
        threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.1}, daemon=True).start()

    def runs(self) -> bool:
        return not self._dead

    def stop(self) -> None:
        if self._dead:
            return
        self._server.shutdown()
        self._server.server_close()


class _Healthy(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        self.send_response(200)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *_: object) -> None:
        pass
