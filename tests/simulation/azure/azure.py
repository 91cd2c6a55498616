"""Azure as machines and operators see it: the metadata service, key vaults with the roles of the applied state, and
what may go wrong with them.

It lives in the process of the tests, so that a scenario reads and changes it directly; its sockets are in the
machines' network.
"""

from __future__ import annotations

import json
import ssl
import threading
import time
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler
from socket import socket
from socketserver import TCPServer, ThreadingMixIn
from typing import Any, ClassVar
from urllib.parse import parse_qs, urlparse

from .blobs import Blobs

Fault = int | str
"""A status to answer with; "silence" for no answer; "lost" for work that is done and whose answer is lost; "slow"."""

_READ, _WRITE = "Key Vault Secrets User", "Key Vault Secrets Officer"
_BLOBS = "Storage Blob Data Contributor"


@dataclass
class Azure:
    """`roles` holds (principal, vault, role); `identities` the client ids that the machine at an address has;
    `principals` the principal of a client id."""

    roles: set[tuple[str, str, str]]
    principals: dict[str, str]
    vaults: dict[str, dict[str, list[str]]]
    identities: dict[str, list[str]] = field(default_factory=dict)
    deleted: set[tuple[str, str]] = field(default_factory=set)
    faults: dict[str, list[Fault]] = field(default_factory=lambda: defaultdict(list))
    """Answers to give before any other, by "VAULT", "VAULT/SECRET" or "METHOD VAULT/SECRET"."""
    always: dict[str, Fault] = field(default_factory=dict)
    """The same for every request, until it is taken away."""
    asked: list[tuple[str, str, str, int]] = field(default_factory=list)
    """Client id, method, VAULT/SECRET and status of every request."""
    storage: dict[str, Any] = field(default_factory=dict)
    """`blobs` by path, as tests/nodes/blobs.py keeps them."""
    files: dict[str, bytes] = field(default_factory=dict)
    """What the mirror serves, by path."""
    downloads: list[str] = field(default_factory=list)
    """Paths that the mirror was asked for."""
    lock: threading.RLock = field(default_factory=threading.RLock)

    def secret(self, vault: str, name: str) -> str:
        """The current value; KeyError where there is none."""
        with self.lock:
            if (vault, name) in self.deleted:
                raise KeyError(name)
            return self.vaults[vault][name][-1]

    def versions(self, vault: str, name: str) -> list[str]:
        with self.lock:
            return list(self.vaults[vault].get(name, []))

    def may(self, client: str, vault: str, *, write: bool) -> bool:
        """By role assignments alone: the vaults use Azure RBAC."""
        principal = self.principals.get(client, client)
        wanted = {_WRITE} if write else {_READ, _WRITE}
        return any((principal, vault, role) in self.roles for role in wanted)

    def fault(self, method: str, place: str) -> Fault | None:
        keys = (f"{method} {place}", place, place.split("/")[0])
        for key in keys:
            if self.faults[key]:
                return self.faults[key].pop(0)
        return next((self.always[key] for key in keys if key in self.always), None)


class Handler(BaseHTTPRequestHandler):
    """What all services have in common."""

    protocol_version = "HTTP/1.1"
    azure: ClassVar[Azure]

    def answer(self, status: int, body: object) -> None:
        text = body if isinstance(body, str) else json.dumps(body)
        self.send_response(status)
        self.send_header("Content-Length", str(len(text.encode())))
        self.end_headers()
        self.wfile.write(text.encode())

    def log_message(self, *_: object) -> None:
        pass


class Metadata(Handler):
    """169.254.169.254: a machine gets tokens for its own identities and for no other."""

    def do_GET(self) -> None:
        url = urlparse(self.path)
        query = parse_qs(url.query)
        if self.headers.get("Metadata") != "true":
            return self.answer(400, "Bad request. Required metadata header not specified")
        own = self.azure.identities.get(self.client_address[0])
        if own is None:
            return self.answer(404, {"error": "not found"})
        if url.path.endswith("/identity/oauth2/token"):
            return self._token(query, own)
        if url.path.endswith("/privateIpAddress") and query.get("format") == ["text"]:
            return self.answer(200, self.client_address[0])
        return self.answer(404, {"error": "not found"})

    def _token(self, query: dict[str, list[str]], own: list[str]) -> None:
        fault = self.azure.fault("GET", "metadata")
        if isinstance(fault, int):
            return self.answer(fault, {"error": "too many requests"})
        client = query["client_id"][0]
        if client not in own:
            return self.answer(400, {"error": "invalid_request", "error_description": "Identity not found"})
        (audience,) = query["resource"]
        return self.answer(200, {"access_token": f"{client} for {audience.rstrip('/')}"})


class Vault(Handler):
    """NAME.vault.azure.net: secrets with their versions, and those deleted that can still be recovered."""

    def do_GET(self) -> None:
        self._do("GET", lambda vault, name: self._get(vault, name))

    def do_PUT(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self._do("PUT", lambda vault, name: self._put(vault, name, body))

    def _do(self, method: str, act: Callable[[str, str], tuple[int, Any]]) -> None:
        url = urlparse(self.path)
        vault, name = self.headers["Host"].split(".")[0], url.path.removeprefix("/secrets/")
        client, _, audience = self.headers.get("Authorization", "").removeprefix("Bearer ").partition(" for ")
        with self.azure.lock:
            fault = self.azure.fault(method, f"{vault}/{name}")
            status, body = 401, _error("Unauthorized")
            if fault not in ("silence",) and not isinstance(fault, int) and audience == "https://vault.azure.net":
                allowed = self.azure.may(client, vault, write=method == "PUT")
                assert parse_qs(url.query)["api-version"] == ["7.4"]
                status, body = act(vault, name) if allowed else (403, _error("Forbidden"))
            if isinstance(fault, int):
                status, body = fault, _error({404: "NotFound"}.get(fault, "Trouble"))
            self.azure.asked.append((client, method, f"{vault}/{name}", status if fault != "silence" else 0))
        if fault == "slow":
            time.sleep(0.5)
        if fault in ("silence", "lost"):
            time.sleep(0.2)
            self.close_connection = True
            return
        self.answer(status, body)

    def _get(self, vault: str, name: str) -> tuple[int, Any]:
        versions = self.azure.vaults[vault].get(name)
        if not versions or (vault, name) in self.azure.deleted:
            return 404, _error("SecretNotFound")
        return 200, {"value": versions[-1]}

    def _put(self, vault: str, name: str, body: bytes) -> tuple[int, Any]:
        if (vault, name) in self.azure.deleted:
            return 409, _error("Conflict", "the secret is deleted but recoverable")
        value = json.loads(body)["value"]
        if len(value.encode()) > 25 * 1024:
            return 400, _error("BadParameter", "a secret holds 25 KiB")
        self.azure.vaults[vault].setdefault(name, []).append(value)
        return 200, {"value": value}


class Storage(Blobs):
    """ACCOUNT.blob.core.windows.net, for who has the role on the container."""

    azure: ClassVar[Azure]

    def _handle(self, body: bytes) -> None:
        url = urlparse(self.path)
        place = f"{self.headers['Host'].split('.')[0]}/{url.path.split('/')[1]}"
        client, _, audience = self.headers.get("Authorization", "").removeprefix("Bearer ").partition(" for ")
        allowed = (self.azure.principals.get(client), place, _BLOBS) in self.azure.roles
        with self.azure.lock:
            if not allowed or audience != "https://storage.azure.com":
                return self._send(403, b"", {"x-ms-error-code": "AuthorizationPermissionMismatch"})
            answer = self._answer(self.azure.storage, url.path, parse_qs(url.query), body)
        return self._send(*answer)


def _error(code: str, message: str = "") -> dict[str, Any]:
    return {"error": {"code": code, "message": message or code}}


class _Server(ThreadingMixIn, TCPServer):
    daemon_threads = True

    def __init__(self, listener: socket, handler: type[BaseHTTPRequestHandler], context: ssl.SSLContext | None) -> None:
        super().__init__(("", 0), handler, bind_and_activate=False)
        self.socket.close()
        self.socket, self.context = listener, context

    def get_request(self) -> tuple[socket, Any]:
        connection, address = self.socket.accept()
        if self.context:
            connection = self.context.wrap_socket(connection, server_side=True, do_handshake_on_connect=False)
        return connection, address

    def handle_error(self, *_: object) -> None:
        pass  # a script that was stopped in the middle


def serve(
    azure: Azure, handler: type[BaseHTTPRequestHandler], listener: socket, certificate: tuple[str, str] | None = None
) -> None:
    """Answer on the socket until the process ends."""
    context = None
    if certificate:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(*certificate)
    server = _Server(listener, type(handler.__name__, (handler,), {"azure": azure}), context)
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.2}, daemon=True).start()
