"""A service account that may use a user-assigned identity."""

from __future__ import annotations

from cdktf import ITerraformDependable
from cdktf_cdktf_provider_azurerm.federated_identity_credential import FederatedIdentityCredential
from constructs import Construct

AUDIENCE = "api://AzureADTokenExchange"
"""What tokens of pods are for: Azure/azure-workload-identity v1.6.0, pkg/webhook/consts.go, DefaultAudience."""


class FederatedCredential(Construct):
    """Microsoft Entra ID gives a token of the identity to whoever has a token of `issuer` for the service account.

    The issuer must be written as in the tokens. The identity must be in the subscription of the provider, because the
    provider builds the id with that subscription (azurerm v4.55.0, federated_identity_credential_resource.go). An
    identity has at most 20 credentials.
    """

    def __init__(
        self,
        scope: Construct,
        id_: str,
        *,
        name: str,
        resource_group: str,
        identity_id: str,
        issuer: str,
        namespace: str,
        service_account: str,
        audience: str = AUDIENCE,
    ) -> None:
        super().__init__(scope, id_)
        credential = FederatedIdentityCredential(
            self,
            "Resource",
            name=name,
            resource_group_name=resource_group,
            parent_id=identity_id,
            issuer=issuer,
            subject=f"system:serviceaccount:{namespace}:{service_account}",
            audience=[audience],
        )
        self.ready: list[ITerraformDependable] = [credential]
