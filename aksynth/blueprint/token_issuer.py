"""The issuer of service account tokens that Microsoft Entra ID can check."""

from __future__ import annotations

from dataclasses import dataclass

from aksynth.apimodel import ApiModel
from aksynth.blueprint.naming import Names
from aksynth.blueprint.storage import Replication, replication

CONTAINER = "oidc"


@dataclass(frozen=True, kw_only=True)
class TokenIssuer:
    """Its documents are blobs of a container. `account_prefix` is completed by six random characters that are kept in
    the state. API servers accept its tokens, and issue them only with `issues`."""

    account_prefix: str
    container: str
    replication: Replication
    issues: bool


def token_issuer(model: ApiModel, names: Names) -> TokenIssuer | None:
    """None: only the API servers check tokens."""
    written = model.properties.aksynth.workload_identity
    if not written.enabled:
        return None
    return TokenIssuer(
        account_prefix=names.account_prefix("oidc"),
        container=CONTAINER,
        replication=replication(model),
        issues=written.accept_only is not True,
    )
