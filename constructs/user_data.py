"""User data of machines."""

from __future__ import annotations

from cdktf import Fn, TerraformLocal
from constructs import Construct

from .terraform_text import terraform_text


def user_data(scope: Construct, text: str) -> str:
    """`text` as a local value that a reviewer can read, compressed and encoded as Azure and cloud-init take it."""
    local = TerraformLocal(scope, "user-data", terraform_text(text))
    return str(Fn.base64gzip(local.as_string))
