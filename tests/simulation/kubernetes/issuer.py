"""What an API server says of the tokens of service accounts: who issues them, and the public keys.

https://github.com/kubernetes/kubernetes/blob/v1.36.2/pkg/serviceaccount/openidmetadata.go, and keyIDFromPublicKey in
jwt.go beside it
"""

from __future__ import annotations

import base64
import hashlib
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat, load_pem_public_key

KEYS, DISCOVERY = "/openid/v1/jwks", "/.well-known/openid-configuration"
DOCUMENTS = (KEYS, DISCOVERY)


def document(path: str, command: list[str]) -> dict[str, Any]:
    """One of both documents, from the command of the API server. The first issuer issues tokens."""
    flags = [flag.partition("=")[::2] for flag in command[1:]]
    values = {name: [value for other, value in flags if other == name] for name, _ in flags}
    if path == KEYS:
        return {"keys": [_key(Path(file)) for file in values["--service-account-key-file"]]}
    own = f"https://{values['--advertise-address'][0]}:6443{KEYS}"
    return {
        "issuer": values["--service-account-issuer"][0],
        "jwks_uri": values.get("--service-account-jwks-uri", [own])[0],
        "response_types_supported": ["id_token"],
        "subject_types_supported": ["public"],
        "id_token_signing_alg_values_supported": ["RS256"],
    }


def _key(path: Path) -> dict[str, str]:
    key = load_pem_public_key(path.read_bytes())
    assert isinstance(key, RSAPublicKey)
    numbers, whole = key.public_numbers(), key.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    return {
        "use": "sig",
        "kty": "RSA",
        "kid": _url(hashlib.sha256(whole).digest()),
        "alg": "RS256",
        "n": _number(numbers.n),
        "e": _number(numbers.e),
    }


def _number(value: int) -> str:
    return _url(value.to_bytes((value.bit_length() + 7) // 8, "big"))


def _url(content: bytes) -> str:
    return base64.urlsafe_b64encode(content).decode().rstrip("=")
