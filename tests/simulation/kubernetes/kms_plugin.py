"""Azure's KMS plugin as a static pod. It speaks JSON on its socket in place of gRPC.

https://github.com/Azure/kubernetes-kms/tree/v0.11.0: cmd/server/main.go, pkg/plugin/keyvault.go, healthz.go
"""

from __future__ import annotations

import http.client
import json
import os
import re
import socket
import ssl
import threading
from collections.abc import Callable
from hashlib import sha256
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from typing import Any, ClassVar

from ..handler import Server
from ..host.machine import Machine
from ..wire import receive, reply

_FLAGS = {
    "--listen-addr": "unix:///opt/azurekms.socket",
    "--keyvault-name": "",
    "--key-name": "",
    "--key-version": "",
    "--config-file-path": "/etc/kubernetes/azure.json",
    "--healthz-port": "8787",
    "--metrics-addr": "8095",
}
"""Those that are known here, with their defaults."""
_CLOUDS = {"AzurePublicCloud": "vault.azure.net"}
Answer = dict[str, Any]


class PluginPod:
    """From its arguments. It serves before it reaches the vault, and ends if another process has one of its ports."""

    def __init__(self, machine: Machine, arguments: list[str]) -> None:
        given = dict(flag.partition("=")[::2] for flag in arguments[1:])
        self._machine, self._dead = machine, False
        self._open: list[Callable[[], None]] = []
        try:
            self._start(given)
        except (OSError, ValueError) as error:
            machine.log("azure-kms", str(error))
            self.stop()

    def _start(self, given: dict[str, str]) -> None:
        if unknown := given.keys() - _FLAGS.keys():
            raise ValueError(f"flag provided but not defined: {sorted(unknown)}")
        flags = {**_FLAGS, **given}
        key = Key(flags)
        for port, kind in ((flags["--metrics-addr"], BaseHTTPRequestHandler), (flags["--healthz-port"], _Health)):
            server = Server(("0.0.0.0", int(port)), type("Handler", (kind,), {"key": key}))
            threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.1}, daemon=True).start()
            self._open += [server.shutdown, server.server_close]
        path = flags["--listen-addr"].removeprefix("unix://")
        Path(path).unlink(missing_ok=True)
        listener = socket.socket(socket.AF_UNIX)
        self._open += [lambda: listener.shutdown(socket.SHUT_RDWR), listener.close]
        listener.bind(path)
        listener.listen(64)
        threading.Thread(target=_accept, args=(listener, key), daemon=True).start()

    def runs(self) -> bool:
        return not self._dead

    def stop(self) -> None:
        self._dead = True
        while self._open:
            self._open.pop(0)()


def _accept(listener: socket.socket, key: Key) -> None:
    while True:
        try:
            line, _ = listener.accept()
        except OSError:
            return
        threading.Thread(target=_one, args=(line, key), daemon=True).start()


def _one(line: socket.socket, key: Key) -> None:
    with line:
        method, *words = receive(line)
        try:
            answer: Answer = getattr(key, method.lower())(*words)
        except (OSError, http.client.HTTPException) as error:
            answer = {"error": str(error)}
        reply(line, [json.dumps(answer)])


class Key:
    """One version of a key in a vault. Its id is a hash of its URL."""

    def __init__(self, flags: dict[str, str]) -> None:
        self._config = json.loads(Path(flags["--config-file-path"]).read_text())
        if not self._config["useManagedIdentityExtension"]:
            raise ValueError("no credentials provided for accessing keyvault")
        domain = _CLOUDS[self._config["cloud"]]
        self._resource = f"https://{domain}"
        self._host = f"{flags['--keyvault-name']}.{domain}"
        self._path = f"/keys/{flags['--key-name']}/{flags['--key-version']}"
        if not re.fullmatch("/keys/[^/]+/[0-9a-f]{32}", self._path):
            raise ValueError("key vault name, key name and key version are required")
        self.id = sha256(f"https://{self._host}{self._path}".encode()).hexdigest()
        self._context = ssl.create_default_context(cafile=os.environ["CURL_CA_BUNDLE"])
        self._token = ""

    def status(self) -> Answer:
        sealed = self.encrypt("healthcheck")
        self.decrypt(sealed["ciphertext"], sealed["keyId"])
        return {"version": "v2", "healthz": "ok", "keyId": self.id}

    def encrypt(self, plain: str) -> Answer:
        return {"ciphertext": self._use("encrypt", plain), "keyId": self.id}

    def decrypt(self, ciphertext: str, key_id: str) -> Answer:
        if key_id != self.id:
            raise OSError(f"key id {key_id} does not match expected key id {self.id} used for encryption")
        return {"plaintext": self._use("decrypt", ciphertext)}

    def _use(self, what: str, value: str) -> str:
        body = json.dumps({"alg": "RSA-OAEP-256", "value": value})
        line = http.client.HTTPSConnection(self._host, context=self._context, timeout=3)
        headers = {"Authorization": f"Bearer {self._bearer()}"}
        line.request("POST", f"{self._path}/{what}?api-version=2016-10-01", body, headers)
        reply = line.getresponse()
        answer = json.loads(reply.read())
        if reply.status != 200:
            raise OSError(f"failed to {what}, error: keyvault.BaseClient: StatusCode={reply.status} {answer['error']}")
        return str(answer["value"])

    def _bearer(self) -> str:
        """From the metadata service, for the identity in the configuration."""
        if not self._token:
            line = http.client.HTTPConnection("169.254.169.254", timeout=3)
            query = f"client_id={self._config['userAssignedIdentityID']}&resource={self._resource}"
            line.request("GET", f"/metadata/identity/oauth2/token?{query}", headers={"Metadata": "true"})
            reply = line.getresponse()
            if reply.status != 200:
                raise OSError(f"failed to get key vault token: StatusCode={reply.status}")
            self._token = json.loads(reply.read())["access_token"]
        return self._token


class _Health(BaseHTTPRequestHandler):
    """ "ok", or the first error of the same calls that the API server makes."""

    key: ClassVar[Key]

    def do_GET(self) -> None:
        try:
            self.key.status()
            status, text = 200, b"ok"
        except (OSError, http.client.HTTPException) as error:
            status, text = 500, str(error).encode()
        self.send_response(status)
        self.send_header("Content-Length", str(len(text)))
        self.end_headers()
        self.wfile.write(text)

    def log_message(self, *_: object) -> None:
        pass
