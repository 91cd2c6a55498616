"""OpenSSH public keys, as RFC 4253 and RFC 8709 define them."""

from __future__ import annotations

import base64

_SMALLEST_RSA = 2048


def key_problem(text: str) -> str | None:
    """Why Azure does not accept `text` as a public key; None if it does."""
    parts = text.strip().split(None, 2)
    if "PRIVATE KEY" in text:
        return "this is a private key; do not write it into a model, and replace the key pair"
    if "\n" in text.strip() or len(parts) < 2:
        return "this is not one line of a public key"
    kind, blob = parts[0], _blob(parts[1])
    if blob is None or not blob or blob[0] != kind.encode():
        return "this is not an OpenSSH public key"
    if kind == "ssh-ed25519":
        return None if len(blob) == 2 and len(blob[1]) == 32 else "this ed25519 key is damaged"
    if kind == "ssh-rsa":
        return _rsa_problem(blob)
    return f"Azure does not accept {kind} keys"


def _rsa_problem(blob: list[bytes]) -> str | None:
    if len(blob) != 3:
        return "this RSA key is damaged"
    bits = int.from_bytes(blob[2], "big").bit_length()
    return None if bits >= _SMALLEST_RSA else f"this RSA key has {bits} bits"


def _blob(text: str) -> list[bytes] | None:
    """The length-prefixed fields; None where the text is damaged."""
    try:
        data = base64.b64decode(text, validate=True)
    except ValueError:  # also for letters outside of ASCII
        return None
    fields = []
    while data:
        length = int.from_bytes(data[:4], "big")
        if len(data) < 4 + length:
            return None
        fields.append(data[4 : 4 + length])
        data = data[4 + length :]
    return fields
