"""User data of machines."""

from __future__ import annotations

from cdktf import Fn, TerraformLocal
from constructs import Construct

from aksynth.bootstrap import Ignition

from .long_text import long_text
from .terraform_text import terraform_text


def user_data(scope: Construct, given: str | Ignition) -> str:
    """Encoded as Azure takes it. cloud-init decompresses its text, and Ignition the files that are in its document."""
    if isinstance(given, Ignition):
        return _document(scope, given)
    return str(Fn.base64gzip(long_text(scope, "user-data", given)))


def _document(scope: Construct, given: Ignition) -> str:
    """From a local that has the text of each file, which a reviewer can read, and another one that has the document."""
    texts = TerraformLocal(scope, "user-data", {file.path: terraform_text(file.content) for file in given.files})
    packed = [f'${{base64gzip({_name(texts)}["{file.path}"])}}' for file in given.files]
    document = TerraformLocal(scope, "ignition", given.document(packed))
    return f"${{base64encode(jsonencode({_name(document)}))}}"


def _name(local: TerraformLocal) -> str:
    return f"local.{local.friendly_unique_id}"
