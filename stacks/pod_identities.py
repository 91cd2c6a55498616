"""Identities of Microsoft Entra ID that pods use, and the service accounts that may use them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from constructs import Construct

from aksynth.blueprint.pod_identities import PodIdentity
from aksynth.constructs import ClusterIdentity, CustomIdentity, FederatedCredential, Group, Identity, TokenIssuer
from aksynth.resource_id import ResourceId

if TYPE_CHECKING:
    from aksynth._stacks.cluster import ClusterStack


class PodIdentities(Construct):
    """`identities` are by name. They have no role: who owns a resource grants it."""

    def __init__(
        self, scope: Construct, id_: str, *, group: Group, issuer: str, identities: Sequence[PodIdentity]
    ) -> None:
        super().__init__(scope, id_)
        self._group, self._issuer = group, issuer
        self.identities = {wanted.name: self._identity(wanted) for wanted in identities}

    def _identity(self, wanted: PodIdentity) -> Identity:
        if wanted.id:
            made: ClusterIdentity | CustomIdentity = CustomIdentity(self, wanted.name, identity_id=wanted.id)
            group = ResourceId.parse(wanted.id).resource_group
        else:
            made, group = ClusterIdentity(self, wanted.name, group=self._group, name=wanted.name), self._group.name
        for account in wanted.service_accounts:
            FederatedCredential(
                made,
                account.key,
                name=account.credential,
                resource_group=group,
                identity_id=made.identity_id,
                issuer=self._issuer,
                namespace=account.namespace,
                service_account=account.name,
            )
        return made


def add_pod_identities(stack: ClusterStack, issuer: TokenIssuer) -> PodIdentities:
    """No node waits for them."""
    identities = stack.blueprint.pod_identities
    return PodIdentities(stack, "pods", group=stack.group, issuer=issuer.url, identities=identities)
