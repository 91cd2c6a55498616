"""What etcd's gateway streams as a snapshot, whole or broken."""

from __future__ import annotations

import base64
import hashlib
import json

CONTENT = bytes(number * number % 251 for number in range(5 * 512))
WHOLE = CONTENT + hashlib.sha256(CONTENT).digest()
"""The file that comes out of the stream."""


def stream(kind: str) -> str:
    """`whole`, or the `other`, as whole. Broken: `cut` before the trailer, or `early`, before the last of the content;
    `half` of a line, another `checksum`, an `error` on the way."""
    content = CONTENT[::-1] if kind == "other" else CONTENT
    parts = [content[start : start + 1000] for start in range(0, len(content), 1000)]
    left = [len(content) - min(1000 * (number + 1), len(content)) for number in range(len(parts))]
    lines = [_line(part, remaining) for part, remaining in zip(parts, left, strict=True)]
    match kind:
        case "whole" | "other":
            return "".join([*lines, _line(hashlib.sha256(content).digest(), 0)])
        case "cut":
            return "".join(lines)
        case "early":
            return "".join(lines[:-1])
        case "half":
            return "".join(lines)[:-40]
        case "checksum":
            return "".join([*lines, _line(bytes(32), 0)])
        case _:
            return "".join([lines[0], json.dumps({"error": {"message": "etcdserver: no leader"}}) + "\n"])


def _line(data: bytes, remaining: int) -> str:
    """protobuf's JSON leaves zeros out."""
    message = {"blob": base64.b64encode(data).decode(), **({"remaining_bytes": str(remaining)} if remaining else {})}
    return json.dumps({"result": message}) + "\n"
