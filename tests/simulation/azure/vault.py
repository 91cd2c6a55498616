"""NAME.vault.azure.net: secrets with their versions, those deleted that can still be recovered, and keys.

https://learn.microsoft.com/rest/api/keyvault/secrets/operation-groups and .../keys/create-key/create-key, version 7.4
"""

from __future__ import annotations

from typing import Any
from urllib.parse import parse_qs, urlparse

from .service import Service
from .state import Azure

Answer = tuple[int, Any]
_LIMIT = 25 * 1024
"""Bytes of a secret: https://learn.microsoft.com/azure/key-vault/secrets/about-secrets"""
_WORDS = {403: "Forbidden", 404: "NotFound", 429: "Throttled", 500: "InternalServerError", 503: "ServiceUnavailable"}


class Vault(Service):
    def do_GET(self) -> None:
        self._do("read")

    def do_PUT(self) -> None:
        self._do("write", self.body())

    def do_POST(self) -> None:
        self._do("create keys", self.body())

    def _do(self, what: str, body: dict[str, Any] | None = None) -> None:
        url = urlparse(self.path)
        vault, (kind, name) = self.headers["Host"].split(".")[0], url.path.strip("/").split("/")[:2]
        client, audience = self.bearer()
        with self.azure.open() as azure:
            fault = azure.fault(self.command, f"{vault}/{name}")
            if isinstance(fault, int):
                status, answer = _error(fault, _WORDS.get(fault, "Conflict"))
            elif audience != "https://vault.azure.net":
                status, answer = _error(401, "Unauthorized")
            elif fault == "silence":
                status, answer = 0, None
            elif not azure.may(client, vault, what):
                status, answer = _error(403, "Forbidden")
            else:
                assert parse_qs(url.query)["api-version"] == ["7.4"]
                assert kind == ("keys" if what == "create keys" else "secrets")
                status, answer = _answer(azure, what, vault, name, body or {})
            azure.asked.append((client, self.command, f"{vault}/{name}", status))
        self.reply(fault, lambda: self.answer(status, answer))


def _answer(azure: Azure, what: str, vault: str, name: str, body: dict[str, Any]) -> Answer:
    if what == "create keys":
        return _create_key(azure, vault, name, body)
    if what == "write":
        return _put(azure, vault, name, body["value"])
    versions = azure.vaults[vault].get(name)
    if not versions or (vault, name) in azure.deleted:
        return _error(404, "SecretNotFound")
    return 200, {"value": versions[-1]}


def _put(azure: Azure, vault: str, name: str, value: str) -> Answer:
    if (vault, name) in azure.deleted:
        return _error(409, "Conflict", "the secret is deleted but recoverable")
    if len(value.encode()) > _LIMIT:
        return _error(400, "BadParameter", "a secret holds 25 KiB")
    azure.vaults[vault].setdefault(name, []).append(value)
    return 200, {"value": value}


def _create_key(azure: Azure, vault: str, name: str, body: dict[str, Any]) -> Answer:
    """A new version of a key, as a URL."""
    assert body["key_ops"] == ["encrypt", "decrypt"], body
    versions = azure.keys.setdefault(vault, [])
    versions.append({"version": f"{len(versions):032x}", "kty": body["kty"]})
    kid = f"https://{vault}.vault.azure.net/keys/{name}/{versions[-1]['version']}"
    return 200, {"key": {"kid": kid, "kty": body["kty"]}}


def _error(status: int, code: str, message: str = "") -> Answer:
    return status, {"error": {"code": code, "message": message or code}}
