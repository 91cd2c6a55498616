"""Who the API server believes a request to be from, beside its certificates and service accounts.

The fields are those of https://kubernetes.io/docs/reference/config-api/apiserver-config.v1/#apiserver-config-k8s-io-v1-AuthenticationConfiguration.
The API server starts without an answer from an issuer, and asks again every ten seconds: kubernetes,
staging/src/k8s.io/apiserver/plugin/pkg/authenticator/token/oidc/oidc.go.
"""

from __future__ import annotations

from typing import Any

from aksynth.blueprint import Blueprint
from aksynth.blueprint.login import EntraLogin

_HEALTH = ["/livez", "/readyz", "/healthz"]
_RESERVED = (
    ("!user.username.startsWith('system:')", "the prefix system: is reserved for Kubernetes"),
    ("user.groups.all(group, !group.startsWith('system:'))", "the prefix system: is reserved for Kubernetes"),
)


def authentication(blueprint: Blueprint, tenant: str) -> dict[str, Any]:
    """Anonymous requests reach only the health endpoints of the API server, which probes use. `tenant` is that of the
    subscription."""
    document = {
        "apiVersion": "apiserver.config.k8s.io/v1",
        "kind": "AuthenticationConfiguration",
        "anonymous": {"enabled": True, "conditions": [{"path": path} for path in _HEALTH]},
    }
    login = blueprint.login
    if not login:
        return document
    own = login.tenant or tenant
    issuers = [issuer.format(own) for issuer in blueprint.cloud.token_issuers]
    return {**document, "jwt": [_authenticator(login, issuer, issuers[0]) for issuer in issuers]}


def _authenticator(login: EntraLogin, issuer: str, first: str) -> dict[str, Any]:
    """The application of the API server decides the version of its tokens, and so their issuer. A user has the same
    name with both, which is the name that AKS Engine's clusters used.

    The groups are an expression, because a token with too many groups names Microsoft Graph as the source of a claim
    `groups`. The API server would ask there in vain, and reject the token.
    """
    return {
        "issuer": {
            "url": issuer,
            "audiences": [login.server_app, f"spn:{login.server_app}"],
            "audienceMatchPolicy": "MatchAny",
        },
        "claimMappings": {
            "username": {"claim": "oid", "prefix": f"{first}#"},
            "groups": {"expression": "claims.?groups.orValue([])"},
        },
        "userValidationRules": [{"expression": rule, "message": why} for rule, why in _RESERVED],
    }
