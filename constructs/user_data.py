"""User data of machines."""

from __future__ import annotations

from cdktf import Fn
from constructs import Construct

from .long_text import long_text


def user_data(scope: Construct, text: str) -> str:
    """`text`, compressed and encoded as Azure and cloud-init take it."""
    return str(Fn.base64gzip(long_text(scope, "user-data", text)))
