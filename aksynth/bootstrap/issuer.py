"""Tokens of service accounts that Microsoft Entra ID can check.

The first `service-account-issuer` issues tokens, and the API server accepts those of all. Each is also an audience of
the API, unless the model sets `api-audiences`:
https://kubernetes.io/docs/reference/command-line-tools-reference/kube-apiserver/

kubeadm keeps the order of flags with the same name since 1.35.1: https://github.com/kubernetes/kubernetes/pull/135853
"""

from __future__ import annotations

from aksynth.blueprint import Blueprint
from aksynth.blueprint.pairs import Flags
from aksynth.bootstrap.facts import AzureFacts

_FLAG = "service-account-issuer"
_OWN = "https://kubernetes.default.svc.cluster.local"
"""The default of kubeadm 1.36: cmd/kubeadm/app/phases/controlplane/manifests.go. Tokens that exist are from it."""


def with_issuer(flags: Flags, blueprint: Blueprint, facts: AzureFacts) -> Flags:
    """The flags of the API server. The issuer that the model has, or that of kubeadm, stays beside the new one."""
    if not blueprint.issuer:
        return flags
    rest, own = tuple(flag for flag in flags if flag[0] != _FLAG), dict(flags).get(_FLAG, _OWN)
    if not blueprint.issuer.issues:
        return (*rest, (_FLAG, own), (_FLAG, facts.issuer))
    return (*rest, (_FLAG, facts.issuer), (_FLAG, own), ("service-account-jwks-uri", f"{facts.issuer}/openid/v1/jwks"))
