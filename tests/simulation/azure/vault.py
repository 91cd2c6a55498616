"""NAME.vault.azure.net: secrets with their versions, those deleted that can still be recovered, and keys.

https://learn.microsoft.com/rest/api/keyvault/secrets/operation-groups and .../keys/operation-groups, version 7.4. The
KMS plugin uses the version 2016-10-01: pkg/plugin/keyvault.go at v0.11.0.
"""

from __future__ import annotations

from collections.abc import Callable
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
        self._do({})

    def do_PUT(self) -> None:
        self._do(self.body())

    def do_POST(self) -> None:
        self._do(self.body())

    def _do(self, body: dict[str, Any]) -> None:
        url = urlparse(self.path)
        vault, (kind, name, *rest) = self.headers["Host"].split(".")[0], url.path.strip("/").split("/")
        may, act = _ACTS[self.command, kind, rest[-1] if rest else ""]
        client, audience = self.bearer()
        with self.azure.open() as azure:
            fault = azure.fault(self.command, f"{vault}/{name}")
            if isinstance(fault, int):
                status, answer = _error(fault, _WORDS.get(fault, "Conflict"))
            elif audience != "https://vault.azure.net":
                status, answer = _error(401, "Unauthorized")
            elif fault == "silence":
                status, answer = 0, None
            elif not azure.may(client, vault, may) and not azure.may(client, f"{vault}/{kind}/{name}", may):
                status, answer = _error(403, "Forbidden")
            else:
                (version,) = parse_qs(url.query)["api-version"]
                assert version == ("2016-10-01" if may == "use keys" else "7.4")
                status, answer = act(azure, vault, name, {**body, "version": rest[0] if rest else ""})
            azure.asked.append((client, self.command, f"{vault}/{name}", status))
        self.reply(fault, lambda: self.answer(status, answer))


def _get(azure: Azure, vault: str, name: str, _: dict[str, Any]) -> Answer:
    versions = azure.vaults[vault].get(name)
    if not versions or (vault, name) in azure.deleted:
        return _error(404, "SecretNotFound")
    return 200, {"value": versions[-1]}


def _put(azure: Azure, vault: str, name: str, body: dict[str, Any]) -> Answer:
    value = body["value"]
    if (vault, name) in azure.deleted:
        return _error(409, "Conflict", "the secret is deleted but recoverable")
    if len(value.encode()) > _LIMIT:
        return _error(400, "BadParameter", "a secret holds 25 KiB")
    azure.vaults[vault].setdefault(name, []).append(value)
    return 200, {"value": value}


def _create_key(azure: Azure, vault: str, name: str, body: dict[str, Any]) -> Answer:
    """A new version of a key, as a URL."""
    assert body["key_ops"] == ["encrypt", "decrypt"], body
    if (vault, f"keys/{name}") in azure.deleted:
        return _error(409, "Conflict", "the key is deleted but recoverable")
    versions = azure.keys.setdefault(vault, [])
    versions.append({"version": f"{len(versions):032x}", "kty": body["kty"], "tags": body.get("tags", {})})
    return 200, {"key": {"kid": _kid(vault, name, versions[-1]["version"]), "kty": body["kty"]}}


def _list_versions(azure: Azure, vault: str, name: str, _: dict[str, Any]) -> Answer:
    """https://learn.microsoft.com/rest/api/keyvault/keys/get-key-versions/get-key-versions"""
    versions = [] if (vault, f"keys/{name}") in azure.deleted else azure.keys.get(vault, [])
    if not versions:
        return _error(404, "KeyNotFound")
    items = [{"kid": _kid(vault, name, v["version"]), "tags": v.get("tags", {})} for v in versions]
    return 200, {"value": items, "nextLink": None}


def _kid(vault: str, name: str, version: str) -> str:
    return f"https://{vault}.vault.azure.net/keys/{name}/{version}"


def _encrypt(azure: Azure, vault: str, name: str, body: dict[str, Any]) -> Answer:
    """What another version cannot decrypt."""
    return _with_key(azure, vault, name, body, f"{body['version']}.{body['value'][::-1]}")


def _decrypt(azure: Azure, vault: str, name: str, body: dict[str, Any]) -> Answer:
    version, _, value = body["value"].partition(".")
    if version != body["version"]:
        return _error(400, "BadParameter", "the parameter is incorrect")
    return _with_key(azure, vault, name, body, value[::-1])


def _with_key(azure: Azure, vault: str, name: str, body: dict[str, Any], result: str) -> Answer:
    assert body["alg"] == "RSA-OAEP-256", body
    known = [v["version"] for v in azure.keys.get(vault, []) if v.get("name", name) == name]
    if body["version"] not in known or (vault, f"keys/{name}") in azure.deleted:
        return _error(404, "KeyNotFound")
    return 200, {"kid": _kid(vault, name, body["version"]), "value": result}


_ACTS: dict[tuple[str, str, str], tuple[str, Callable[[Azure, str, str, dict[str, Any]], Answer]]] = {
    ("GET", "secrets", ""): ("read", _get),
    ("PUT", "secrets", ""): ("write", _put),
    ("GET", "keys", "versions"): ("create keys", _list_versions),
    ("POST", "keys", "create"): ("create keys", _create_key),
    ("POST", "keys", "encrypt"): ("use keys", _encrypt),
    ("POST", "keys", "decrypt"): ("use keys", _decrypt),
}
"""By method, kind and last word of the path: what one must be allowed to do, and what happens."""


def _error(status: int, code: str, message: str = "") -> Answer:
    return status, {"error": {"code": code, "message": message or code}}
