#!/usr/bin/env python3
"""etcd's stream of a snapshot, from the standard input to the standard output, as the file that etcdutl restores.

Each line of the stream is {"result": {"remaining_bytes": "N", "blob": BASE64}}; the last 32 bytes are the SHA-256 of
all others. Exit 1, with the reason, where the stream is not whole: what came out until then is worth nothing.
"""

from __future__ import annotations

import base64
import hashlib
import json
import signal
import sys
from collections.abc import Iterable

TRAILER = hashlib.sha256().digest_size
PAGE = 512
"""The database is a whole number of these, by which etcdutl knows that there is a trailer."""


def copy(lines: Iterable[bytes]) -> str:
    """Why the stream is not whole, or "". The trailer may be cut anywhere, so the last bytes are held back."""
    digest, held, total, remaining = hashlib.sha256(), b"", 0, 1
    for line in lines:
        message = json.loads(line)
        if "result" not in message:
            return f"etcd broke off: {message.get('error')}"
        remaining = int(message["result"].get("remaining_bytes", 0))
        data = base64.b64decode(message["result"].get("blob", ""), validate=True)
        sys.stdout.buffer.write(data)
        total += len(data)
        held += data
        digest.update(held[:-TRAILER])
        held = held[-TRAILER:]
    if remaining or total % PAGE != TRAILER:
        return f"the stream ended early, after {total} bytes"
    return "" if held == digest.digest() else "the content does not match its checksum"


def main() -> None:
    signal.signal(signal.SIGPIPE, signal.SIG_DFL)  # whoever reads the output says why it stopped
    try:
        reason = copy(sys.stdin.buffer)
    except ValueError as error:
        reason = f"this is no snapshot: {error}"
    if reason:
        sys.exit(f"snapshot: {reason}")


if __name__ == "__main__":
    main()
