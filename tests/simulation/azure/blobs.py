"""ACCOUNT.blob.core.windows.net: block blobs, as far as the nodes' scripts use them.

A token for storage, a version, and for writes a length are demanded, as Azure does:
https://learn.microsoft.com/rest/api/storageservices/put-block-list, .../put-blob and .../list-blobs

A request without a token reads a blob of a public container:
https://learn.microsoft.com/azure/storage/blobs/anonymous-read-access-configure
"""

from __future__ import annotations

import base64
import re
from typing import Any
from urllib.parse import parse_qs, urlparse

from .service import Service
from .state import Azure, Fault

_WORDS = {403: "AuthorizationPermissionMismatch", 429: "TooManyRequests", 500: "InternalError", 503: "ServerBusy"}
Answer = tuple[int, bytes, dict[str, str]]


class Blobs(Service):
    def do_GET(self) -> None:
        self._handle(b"")

    def do_HEAD(self) -> None:
        self._handle(b"")

    def do_PUT(self) -> None:
        length = self.headers.get("Content-Length")
        if length is None:
            return self._send(*_error(411, "MissingContentLengthHeader"))
        return self._handle(self.rfile.read(int(length)))

    def _handle(self, body: bytes) -> None:
        url = urlparse(self.path)
        place = f"{self.headers['Host'].split('.')[0]}/{url.path.split('/')[1]}"
        with self.azure.open() as azure:
            fault = azure.fault(self.command, place)
            answer = self._refusal(azure, fault, place) or self._answer(
                azure.storage, url.path, parse_qs(url.query), body
            )
        self.reply(fault, lambda: self._send(*answer))

    def _refusal(self, azure: Azure, fault: Fault, place: str) -> Answer | None:
        client, audience = self.bearer()
        if fault == "silence":
            return 0, b"", {}
        if fault == "proxy":
            return 404, b"not here", {}
        if isinstance(fault, int):
            return _error(fault, _WORDS[fault])
        if self.command == "GET" and "Authorization" not in self.headers:
            return None if place in azure.public and "?" not in self.path else _error(404, "ResourceNotFound")
        if audience != "https://storage.azure.com" or "x-ms-version" not in self.headers:
            return _error(401, "NoAuthenticationInformation")
        return None if azure.may(client, place, "use blobs") else _error(403, _WORDS[403])

    def _answer(self, state: dict[str, Any], path: str, query: dict[str, list[str]], body: bytes) -> Answer:
        blobs, blocks = state.setdefault("blobs", {}), state.setdefault("blocks", {})
        match self.command, query.get("comp"):
            case "PUT", ["block"]:
                blocks.setdefault(path, {})[query["blockid"][0]] = base64.b64encode(body).decode()
                same = len({len(id_) for id_ in blocks[path]}) == 1
                return (201, b"", {}) if same else _error(400, "InvalidBlobOrBlock")
            case "PUT", ["blocklist"]:
                return self._commit(blobs, blocks, path, re.findall("<Uncommitted>(.*?)</Uncommitted>", body.decode()))
            case "GET", ["list"]:
                marker = query.get("marker", [""])[0]
                return 200, _listed(sorted(blobs), marker, int(state.get("page", 5000))), {}
            case "PUT", None:
                return self._put(blobs, path, body)
        if path not in blobs:
            return _error(404, "BlobNotFound")
        return 200, base64.b64decode(blobs[path]["content"]), blobs[path]["headers"]

    def _put(self, blobs: Any, path: str, body: bytes) -> Answer:
        if self.headers.get("x-ms-blob-type") != "BlockBlob":
            return _error(400, "MissingRequiredHeader")
        headers = {"content-type": self.headers.get("Content-Type", "application/octet-stream")}
        blobs[path] = {"content": base64.b64encode(body).decode(), "headers": headers}
        return 201, b"", {}

    def _commit(self, blobs: Any, blocks: Any, path: str, ids: list[str]) -> Answer:
        """What is not in the list is thrown away, another writer's blocks too."""
        if self.headers.get("If-None-Match") == "*" and path in blobs:
            return _error(409, "BlobAlreadyExists")
        known = blocks.pop(path, {})
        if not ids or not set(ids) <= set(known):
            return _error(400, "InvalidBlockList")
        content = b"".join(base64.b64decode(known[id_]) for id_ in ids)
        headers = {name.lower(): value for name, value in self.headers.items() if name.lower().startswith("x-ms-meta-")}
        blobs[path] = {"content": base64.b64encode(content).decode(), "headers": headers, "blocks": len(ids)}
        return 201, b"", {}

    def _send(self, status: int, body: bytes, headers: dict[str, str]) -> None:
        self.send_response(status)
        for name, value in {"Content-Length": str(len(body)), **headers}.items():
            self.send_header(name, value)
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)


def _error(status: int, word: str) -> Answer:
    return status, f"<Error><Code>{word}</Code></Error>".encode(), {"x-ms-error-code": word}


def _listed(paths: list[str], marker: str, size: int) -> bytes:
    names = [path.rpartition("/")[2] for path in paths]
    first = names.index(marker) if marker else 0
    page, rest = names[first : first + size], names[first + size :]
    blobs = "".join(f"<Blob><Name>{name}</Name><Properties></Properties></Blob>" for name in page)
    following = f"<NextMarker>{rest[0]}</NextMarker>" if rest else "<NextMarker />"
    head = '<?xml version="1.0" encoding="utf-8"?><EnumerationResults ContainerName="etcd"><Blobs>'
    return f"\ufeff{head}{blobs}</Blobs>{following}</EnumerationResults>".encode()
