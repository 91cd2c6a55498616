"""Kubeconfigs, and requests of an API server with them."""

from __future__ import annotations

import base64
import http.client
import json
import os
import ssl
from functools import lru_cache
from pathlib import Path
from typing import Any
from urllib.parse import urlparse

import yaml
from cryptography import x509

from .. import pki
from ..documents import load
from ..tool import Failed, write

PKI = Path("/etc/kubernetes/pki")


def make(path: Path, server: str, user: str, group: str, algorithm: str, days: int = 365) -> None:
    """A kubeconfig with a new certificate of the cluster's authority, only for root."""
    write(path, text(server, user, group, algorithm, days), 0o600)


def text(server: str, user: str, group: str, algorithm: str, days: int) -> str:
    """A kubeconfig with a new certificate."""
    stem = Path(f"/run/new-{os.urandom(4).hex()}")
    pki.leaf(stem, PKI / "ca", user, [], group, days, algorithm)
    found = {}
    for end in ("crt", "key"):
        part = stem.with_name(f"{stem.name}.{end}")
        found[end] = base64.b64encode(part.read_bytes()).decode()
        part.unlink()
    return dump(server, base64.b64encode((PKI / "ca.crt").read_bytes()).decode(), user, found)


def dump(server: str, authority: str, user: str, certificate: dict[str, str]) -> str:
    document = {
        "apiVersion": "v1",
        "kind": "Config",
        "clusters": [{"name": "cluster", "cluster": {"certificate-authority-data": authority, "server": server}}],
        "contexts": [{"name": "context", "context": {"cluster": "cluster", "user": user}}],
        "current-context": "context",
        "users": [
            {
                "name": user,
                "user": {"client-certificate-data": certificate["crt"], "client-key-data": certificate["key"]},
            }
        ],
    }
    return yaml.safe_dump(document, sort_keys=False)


def check(path: Path, server: str) -> None:
    """kubeadm keeps a kubeconfig that is there, and stops at one of another cluster."""
    cluster = load(path.read_text())["clusters"][0]["cluster"]
    if base64.b64decode(cluster["certificate-authority-data"]) != (PKI / "ca.crt").read_bytes():
        raise Failed(f'a kubeconfig file "{path}" exists already but has got the wrong CA cert')
    if cluster["server"] != server:
        raise Failed(f'a kubeconfig file "{path}" exists already but has an unexpected API server URL')


def read(path: Path) -> tuple[dict[str, str], dict[str, str]]:
    """Its cluster and its user."""
    if not path.exists() or not path.read_text().strip():
        raise Failed(f"error: no configuration in {path}")
    return _read(path.read_text())


@lru_cache(maxsize=64)
def _read(text: str) -> tuple[dict[str, str], dict[str, str]]:
    document = load(text)
    return document["clusters"][0]["cluster"], document["users"][0]["user"]


class Secure:
    """To the server of a kubeconfig, whose certificate must be of its authority and carry the server's name."""

    def __init__(self, path: Path, server: str = "") -> None:
        cluster, user = read(path)
        self.url = urlparse(server or cluster["server"])
        own = user.get("client-certificate-data", ""), user.get("client-key-data", "")
        self.context = _context(cluster["certificate-authority-data"], *own)
        self.headers = {"Authorization": f"Bearer {user['token']}"} if "token" in user else {}

    def ask(self, **request: Any) -> Any:
        """The value of the answer; Failed with the words of kubectl where there is none."""
        host = f"{self.url.hostname}:{self.url.port}"
        try:
            line = http.client.HTTPSConnection(host, context=self.context, timeout=8)
            line.request("POST", "/", json.dumps(request), self.headers)
            answer = json.loads(line.getresponse().read() or b'{"error": "no answer"}')
        except ssl.SSLCertVerificationError as error:
            raise Failed(f"Unable to connect to the server: tls: failed to verify certificate: {error}") from None
        except (OSError, http.client.HTTPException) as error:
            raise Failed(f"The connection to the server {host} was refused: {error}") from None
        if "error" in answer:
            raise Failed(str(answer["error"]))
        return answer["value"]

    def is_ready(self, path: str) -> bool:
        try:
            line = http.client.HTTPSConnection(f"{self.url.hostname}:{self.url.port}", context=self.context, timeout=8)
            line.request("GET", path)
            return line.getresponse().status == 200
        except (OSError, http.client.HTTPException):
            return False

    def text(self, path: str) -> str:
        try:
            line = http.client.HTTPSConnection(f"{self.url.hostname}:{self.url.port}", context=self.context, timeout=8)
            line.request("GET", path)
            answer = line.getresponse()
            found = answer.read().decode()
        except (OSError, http.client.HTTPException) as error:
            raise Failed(f"Unable to connect to the server: {error}") from None
        if answer.status != 200:
            raise Failed(f"Error from server: {found}")
        return found


@lru_cache(maxsize=64)
def _context(authority: str, certificate: str, key: str) -> ssl.SSLContext:
    """Of the data in a kubeconfig. To read keys takes longer than a request."""
    context = ssl.create_default_context(cadata=base64.b64decode(authority).decode())
    context.verify_flags |= ssl.VERIFY_X509_PARTIAL_CHAIN  # As Go does.
    if certificate:
        stem = Path(f"/run/client-{os.urandom(4).hex()}")
        stem.write_bytes(base64.b64decode(certificate) + base64.b64decode(key))
        context.load_cert_chain(str(stem))
        stem.unlink()
    return context


def expires(path: Path) -> Any:
    """When the certificate in a kubeconfig ends."""
    user = load(path.read_text())["users"][0]["user"]
    return x509.load_pem_x509_certificate(base64.b64decode(user["client-certificate-data"])).not_valid_after_utc
