"""How an API server stores Secrets: by its encryption configuration, with keys in it or with KMS v2 plugins.

https://github.com/kubernetes/apiserver/tree/v0.36.2/pkg: server/options/encryptionconfig/config.go,
storage/value/transformer.go, storage/value/encrypt/envelope/kmsv2/envelope.go
"""

from __future__ import annotations

import base64
import json
import os
import threading
import time
from pathlib import Path
from typing import Any, Protocol

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM, ChaCha20Poly1305

from ..documents import load
from ..host.machine import Machine
from ..tool import Failed
from ..wire import ask

ENCRYPTED = b"k8s:enc:"
_WELL, _ILL, _WRITES = 1.2, 0.2, 3.6
"""Seconds between two questions about the plugin's status, and until a plugin that fails ends writes: 60, 10, 180 of a
real API server."""


class Provider(Protocol):
    prefix: bytes

    def seal(self, text: bytes) -> bytes: ...

    def open(self, sealed: bytes) -> bytes: ...


class Plain:
    """The provider `identity`, which is also that of all other objects."""

    prefix = b""

    def seal(self, text: bytes) -> bytes:
        return text

    def open(self, sealed: bytes) -> bytes:
        if sealed.startswith(ENCRYPTED):
            raise Failed("identity transformer tried to read encrypted data")
        return sealed


class Secretbox:
    """A key of the provider `secretbox`, with the cipher of cryptography in place of XSalsa20."""

    def __init__(self, name: str, secret: str) -> None:
        self.prefix = b"k8s:enc:secretbox:v1:" + name.encode() + b":"
        try:
            self._cipher = ChaCha20Poly1305(base64.b64decode(secret, validate=True))
        except ValueError as error:
            raise OSError(f"could not obtain secret for named key {name}: {error}") from None

    def seal(self, text: bytes) -> bytes:
        nonce = os.urandom(12)
        return self.prefix + nonce + self._cipher.encrypt(nonce, text, None)

    def open(self, sealed: bytes) -> bytes:
        data = sealed.removeprefix(self.prefix)
        try:
            return self._cipher.decrypt(data[:12], data[12:], None)
        except InvalidTag:
            raise Failed("output array was not large enough for encryption") from None


class Kms:
    """A provider with a plugin. It keeps the seeds that the plugin has decrypted."""

    def __init__(self, machine: Machine, name: str, endpoint: str) -> None:
        self._machine, self._socket = machine, endpoint.removeprefix("unix://")
        self.prefix = b"k8s:enc:kms:v2:" + name.encode() + b":"
        self._seeds: dict[str, bytes] = {}
        self._own: dict[str, str] = {}
        self._ends, self.problem = 0.0, ""
        self._stopped = threading.Event()
        self._probe()
        threading.Thread(target=self._poll, daemon=True).start()

    def _poll(self) -> None:
        while not self._stopped.wait(_ILL if self.problem else _WELL):
            self._probe()

    def stop(self) -> None:
        self._stopped.set()

    def _probe(self) -> None:
        """A key id that changes has a new seed."""
        ends = time.monotonic() + _WRITES
        try:
            id_ = self._ask("Status")["keyId"]
            if self._own.get("keyId") != id_:
                seed = base64.b64encode(os.urandom(32)).decode()
                self._own = self._ask("Encrypt", seed)
                self._seeds[self._own["ciphertext"]] = base64.b64decode(seed)
            self._ends, self.problem = ends, ""
        except (Failed, OSError) as error:
            if not self.problem:
                self._machine.log("kube-apiserver", f"kms plugin failed health check probe: {error}")
            self.problem = str(error)

    def _ask(self, *question: str) -> dict[str, Any]:
        (text,) = ask(self._socket, list(question))
        answer: dict[str, Any] = json.loads(text)
        if "error" in answer:
            raise Failed(answer["error"])
        return answer

    def seal(self, text: bytes) -> bytes:
        if not self._own:
            raise Failed("got unexpected nil transformer")
        if time.monotonic() > self._ends:
            raise Failed(f"encryptedDEKSource expired: {self.problem}")
        nonce = os.urandom(12)
        data = nonce + AESGCM(self._seeds[self._own["ciphertext"]]).encrypt(nonce, text, None)
        return self.prefix + json.dumps({**self._own, "data": base64.b64encode(data).decode()}).encode()

    def open(self, sealed: bytes) -> bytes:
        """Also with a seed of its own, it reads nothing before the plugin has answered once."""
        if not self._own:
            raise Failed("got unexpected nil transformer")
        found = json.loads(sealed.removeprefix(self.prefix))
        if found["ciphertext"] not in self._seeds:
            try:
                seed = self._ask("Decrypt", found["ciphertext"], found["keyId"])["plaintext"]
            except OSError as error:
                raise Failed(f"failed to decrypt DEK, error: {error}") from None
            self._seeds[found["ciphertext"]] = base64.b64decode(seed)
        data = base64.b64decode(found["data"])
        try:
            return AESGCM(self._seeds[found["ciphertext"]]).decrypt(data[:12], data[12:], None)
        except InvalidTag:
            raise Failed("cipher: message authentication failed") from None


class Sealing:
    """The first provider writes. What is read belongs to the provider whose prefix it has; `identity` fits all, and the
    next one is tried where it fails."""

    def __init__(self, machine: Machine, path: str = "") -> None:
        self._providers: list[Provider] = [Plain()] if not path else _providers(machine, load(Path(path).read_text()))

    def _of(self, key: str) -> list[Provider]:
        return self._providers if key.startswith("/registry/secrets/") else [Plain()]

    def seal(self, key: str, text: bytes) -> bytes:
        return self._of(key)[0].seal(text)

    def open(self, key: str, sealed: bytes) -> bytes:
        problem: Exception = Failed("no matching prefix found")
        for provider in self._of(key):
            if not sealed.startswith(provider.prefix):
                continue
            try:
                return provider.open(sealed)
            except Failed as failed:
                problem = failed
                if provider.prefix:
                    break
        raise Failed(f'Internal error occurred: unable to transform key "{key}": {problem}')

    def failed(self) -> list[str]:
        """The names of the health checks of plugins that fail."""
        plugins = [provider for provider in self._providers if isinstance(provider, Kms)]
        return [f"kms-provider-{number}" for number, plugin in enumerate(plugins) if plugin.problem]

    def stop(self) -> None:
        for provider in self._providers:
            if isinstance(provider, Kms):
                provider.stop()


def endpoints(path: Path) -> list[str]:
    """The sockets that a configuration names."""
    (resource,) = load(path.read_text())["resources"]
    return [p["kms"]["endpoint"].removeprefix("unix://") for p in resource["providers"] if "kms" in p]


def _providers(machine: Machine, document: dict[str, Any]) -> list[Provider]:
    if (document["apiVersion"], document["kind"]) != ("apiserver.config.k8s.io/v1", "EncryptionConfiguration"):
        raise OSError(f"error decoding encryption provider configuration file: {document}")
    (resource,) = document["resources"]
    assert resource["resources"] == ["secrets"], resource
    found: list[Provider] = []
    for provider in resource["providers"]:
        if provider == {"identity": {}}:
            found.append(Plain())
            continue
        if provider.keys() == {"secretbox"}:
            found += [Secretbox(**key) for key in provider["secretbox"]["keys"]]
            continue
        kms = provider["kms"]
        if (
            kms.keys() != {"apiVersion", "name", "endpoint", "timeout"}
            or kms["apiVersion"] != "v2"
            or ":" in kms["name"]
        ):
            raise OSError(f"invalid KMS provider {kms}")
        found.append(Kms(machine, kms["name"], kms["endpoint"]))
    prefixes = [provider.prefix for provider in found]
    if len(set(prefixes)) != len(prefixes):
        raise OSError("duplicate provider name, names must be unique")
    return found
