"""The issuer of service account tokens that Microsoft Entra ID can check."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from aksynth.apimodel import ApiModel
from aksynth.blueprint.naming import Names

CONTAINER = "oidc"


@dataclass(frozen=True, kw_only=True)
class TokenIssuer:
    """Its documents are blobs of a container. `account_prefix` is completed by six random characters that are kept in
    the state. API servers accept its tokens, and issue them only with `issues`."""

    account_prefix: str
    container: str
    replication: Literal["LRS", "ZRS"]
    issues: bool


def token_issuer(model: ApiModel, names: Names) -> TokenIssuer | None:
    """None: only the API servers check tokens. The copies of the documents are in as many zones as the masters."""
    written = model.properties.aksynth.workload_identity
    if not written.enabled:
        return None
    return TokenIssuer(
        account_prefix=names.account_prefix("oidc"),
        container=CONTAINER,
        replication="ZRS" if model.properties.master_profile.availability_zones else "LRS",
        issues=written.accept_only is not True,
    )
