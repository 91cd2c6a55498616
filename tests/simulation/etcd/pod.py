"""A real etcd as a static pod, and calls of its gateway."""

from __future__ import annotations

import base64
import http.client
import json
import os
import ssl
import subprocess
import threading
from http.server import BaseHTTPRequestHandler
from typing import Any

from ..handler import Server
from ..host.machine import Machine
from ..kubernetes.sealing import Sealing
from ..tool import Failed

NEWER = ("--feature-gates", "--watch-progress-notify-interval", "--tls-min-version")
"""Flags of today's etcd that 3.5.1 does not have; each is one that the rendered documents or kubeadm itself give."""

_ALONE = {"GOGC": "400", "GOMAXPROCS": "1"}
"""Many members share few processors here."""

HEALTH = 22381
"""Where the real etcd serves /health; on 2381 answers what today's etcd has there."""


class EtcdPod:
    """From the command of its manifest."""

    def __init__(self, machine: Machine, command: list[str]) -> None:
        assert command[0] == "etcd"
        flags = [flag for flag in command[1:] if flag.split("=")[0] not in NEWER]
        flags = [f"--listen-metrics-urls=http://127.0.0.1:{HEALTH}" if "metrics-urls" in f else f for f in flags]
        log = (machine.folder / "etcd.log").open("ab")
        program = [f"{os.environ['ETCD']}/etcd", *flags, "--unsafe-no-fsync", "--log-level=warn"]
        self._process = subprocess.Popen(program, stdout=log, stderr=log, env={**os.environ, **_ALONE})
        try:
            self._probe = _serve_probe()
        except OSError:
            self._process.kill()
            self._process.wait()
            raise

    def runs(self) -> bool:
        return self._process.poll() is None

    def stop(self) -> None:
        self._process.terminate()
        try:
            self._process.wait(5)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        self._probe.shutdown()
        self._probe.server_close()


class _Probe(BaseHTTPRequestHandler):
    """/readyz and /livez, which 3.5.1 does not have: ready is what answers a linearizable read, by /health. An etcd
    without space is ready; one that is corrupt is not."""

    def do_GET(self) -> None:
        path = f"/health?exclude=NOSPACE&serializable={'false' if self.path == '/readyz' else 'true'}"
        try:
            line = http.client.HTTPConnection("127.0.0.1", HEALTH, timeout=4)
            line.request("GET", path)
            status = line.getresponse().status
        except OSError:
            status = 503
        self.send_response(status)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *_: object) -> None:
        pass


def _serve_probe() -> Server:
    server = Server(("127.0.0.1", 2381), _Probe)
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.1}, daemon=True).start()
    return server


class EtcdClient:
    """Keys and values as text, through the gateway of this machine's member with the API server's certificate. What is
    stored is sealed."""

    def __init__(self, flags: dict[str, str], sealing: Sealing) -> None:
        self.sealing = sealing
        self._context = ssl.create_default_context(cafile=flags["--etcd-cafile"])
        self._context.verify_flags |= ssl.VERIFY_X509_PARTIAL_CHAIN  # As Go does.
        self._context.load_cert_chain(flags["--etcd-certfile"], flags["--etcd-keyfile"])
        self._lines: list[http.client.HTTPSConnection] = []
        """Connections that nobody uses just now."""
        self._listed = set[str]()

    def _call(self, path: str, body: dict[str, Any]) -> dict[str, Any]:
        """On a connection that is open, as long as it serves; every call may be made twice."""
        while self._lines:
            try:
                return self._ask(self._lines.pop(), path, body)
            except (ConnectionError, IndexError, http.client.HTTPException, ssl.SSLError):
                continue
        line = http.client.HTTPSConnection("127.0.0.1", 2379, context=self._context, timeout=4)
        return self._ask(line, path, body)

    def _ask(self, line: http.client.HTTPSConnection, path: str, body: dict[str, Any]) -> dict[str, Any]:
        try:
            line.request("POST", f"/v3/{path}", json.dumps(body))
            reply = line.getresponse()
            text = reply.read()
        except Exception:
            line.close()
            raise
        if reply.status != 200:
            line.close()
            raise OSError(f"etcd: {reply.status} {text.decode()}")
        self._lines.append(line)
        found: dict[str, Any] = json.loads(text)
        return found

    def get(self, key: str) -> Any:
        """The value, or None."""
        pairs = self._call("kv/range", {"key": _code(key)}).get("kvs", [])
        return self._open(pairs[0]) if pairs else None

    def below(self, prefix: str) -> dict[str, Any]:
        """All values whose key begins with the prefix, by key."""
        end = prefix[:-1] + chr(ord(prefix[-1]) + 1)
        pairs = self._call("kv/range", {"key": _code(prefix), "range_end": _code(end)}).get("kvs", [])
        return {base64.b64decode(pair["key"]).decode(): self._open(pair) for pair in pairs}

    def has_listed(self, prefix: str) -> bool:
        """Whether all values below could be read once. A watch needs no more than that to begin with."""
        if prefix not in self._listed:
            try:
                self.below(prefix)
            except (OSError, http.client.HTTPException, Failed):
                return False
            self._listed.add(prefix)
        return True

    def _open(self, pair: dict[str, str]) -> Any:
        key = base64.b64decode(pair["key"]).decode()
        return json.loads(self.sealing.open(key, base64.b64decode(pair["value"])))

    def put(self, key: str, value: Any) -> None:
        sealed = self.sealing.seal(key, json.dumps(value).encode())
        self._call("kv/put", {"key": _code(key), "value": base64.b64encode(sealed).decode()})

    def delete(self, key: str) -> None:
        self._call("kv/deleterange", {"key": _code(key)})

    def is_well(self) -> bool:
        try:
            self.get("/registry/health")
        except (OSError, http.client.HTTPException):
            return False
        return True


def _code(text: str) -> str:
    return base64.b64encode(text.encode()).decode()
