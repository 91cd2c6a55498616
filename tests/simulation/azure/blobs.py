"""ACCOUNT.blob.core.windows.net: block blobs, as far as the nodes' scripts use them.

`accounts` of the shared file lists the client ids that may read and write; `blobs` holds what was committed, as base64
with metadata, and `blocks` what was not. `refuse` holds answers to give before any other, by account: a number is a
status, "silence" no answer, "proxy" a 404 that is not the storage service's own, null the right answer.
"""

from __future__ import annotations

import base64
import re
from typing import Any

from ..handler import Handler

WORDS = {403: "AuthorizationPermissionMismatch", 429: "TooManyRequests", 500: "InternalError", 503: "ServerBusy"}
Answer = tuple[int, bytes, dict[str, str]]


class Blobs(Handler):
    """A token for storage, a version, and for writes a length are demanded, as Azure does."""

    def do_GET(self) -> None:
        self._handle(b"")

    def do_HEAD(self) -> None:
        self._handle(b"")

    def do_PUT(self) -> None:
        length = self.headers.get("Content-Length")
        if length is None:
            return self._send(*error(411, "MissingContentLengthHeader"))
        return self._handle(self.rfile.read(int(length)))

    def _handle(self, body: bytes) -> None:
        raise NotImplementedError

    def _answer(self, shared: dict[str, Any], path: str, query: dict[str, list[str]], body: bytes) -> Answer:
        blobs, blocks = shared.setdefault("blobs", {}), shared.setdefault("blocks", {})
        match self.command, query.get("comp"):
            case "PUT", ["block"]:
                blocks.setdefault(path, {})[query["blockid"][0]] = base64.b64encode(body).decode()
                same = len({len(id_) for id_ in blocks[path]}) == 1
                return (201, b"", {}) if same else error(400, "InvalidBlobOrBlock")
            case "PUT", ["blocklist"]:
                return self._commit(blobs, blocks, path, re.findall("<Uncommitted>(.*?)</Uncommitted>", body.decode()))
            case "GET", ["list"]:
                marker = query.get("marker", [""])[0]
                return 200, _listed(sorted(blobs), marker, int(shared.get("page", 5000))), {}
        if path not in blobs:
            return error(404, "BlobNotFound")
        return 200, base64.b64decode(blobs[path]["content"]), blobs[path]["headers"]

    def _commit(self, blobs: Any, blocks: Any, path: str, ids: list[str]) -> Answer:
        """What is not in the list is thrown away, another writer's blocks too."""
        if self.headers.get("If-None-Match") == "*" and path in blobs:
            return error(409, "BlobAlreadyExists")
        known = blocks.pop(path, {})
        if not ids or not set(ids) <= set(known):
            return error(400, "InvalidBlockList")
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


def error(status: int, word: str) -> Answer:
    return status, f"<Error><Code>{word}</Code></Error>".encode(), {"x-ms-error-code": word}


def _listed(paths: list[str], marker: str, size: int) -> bytes:
    names = [path.rpartition("/")[2] for path in paths]
    first = names.index(marker) if marker else 0
    page, rest = names[first : first + size], names[first + size :]
    blobs = "".join(f"<Blob><Name>{name}</Name><Properties></Properties></Blob>" for name in page)
    following = f"<NextMarker>{rest[0]}</NextMarker>" if rest else "<NextMarker />"
    head = '<?xml version="1.0" encoding="utf-8"?><EnumerationResults ContainerName="etcd"><Blobs>'
    return f"\ufeff{head}{blobs}</Blobs>{following}</EnumerationResults>".encode()
