"""`servicePrincipalProfile` and `aadProfile`."""

from __future__ import annotations

from pydantic import SecretStr

from aksynth.apimodel.patterns import CLIENT_ID, GUID
from aksynth.apimodel.profile import Profile, key
from aksynth.apimodel.status import BUILT, BY_FIELDS, Needs, built, ignored

_PRINCIPAL = Needs("orchestratorProfile.kubernetesConfig.useManagedIdentity", False)


class KeyvaultSecretRef(Profile):
    """A secret or certificate in an existing vault."""

    vault_id: str | None = key("vaultID", None, "Id of the vault.", rule="V133", status=built(needs=[_PRINCIPAL]))
    secret_name: str | None = key(
        "secretName", None, "Name of the secret or certificate.", rule="V133", status=built(needs=[_PRINCIPAL])
    )
    version: str | None = key(
        "version",
        None,
        "Version of the secret or certificate.",
        unset="the latest",
        rule="V133",
        status=built(needs=[_PRINCIPAL]),
    )


class ServicePrincipalProfile(Profile):
    """The service principal of the cloud provider."""

    client_id: str | None = key(
        "clientId",
        None,
        "Application id. If it is empty, a Terraform variable asks for it.",
        rule="V131",
        reaches="variable service_principal_client_id",
        pattern=CLIENT_ID,
        status=built(needs=[_PRINCIPAL], harmless=("msi",)),
    )
    secret: SecretStr | None = key(
        "secret",
        None,
        "Not used: a Terraform variable asks for the secret.",
        secret=True,
        rule="A50",
        reaches="variable service_principal_secret",
        status=ignored(judged_by="A50"),
    )
    object_id: str | None = key(
        "objectId",
        None,
        "Object id of the service principal.",
        status=ignored("the identity of the masters uses the key of Key Vault encryption"),
    )
    keyvault_secret_ref: KeyvaultSecretRef | None = key(
        "keyvaultSecretRef",
        None,
        "The secret in an existing vault.",
        rule="V132",
        status=BY_FIELDS,
    )


class AadProfile(Profile):
    """Login with Microsoft Entra ID, formerly Azure Active Directory."""

    client_app_id: str | None = key(
        "clientAppID",
        None,
        "Application that users log in with.",
        pattern=GUID,
        rule="V161",
        reaches="client-id of kubelogin",
        status=BUILT,
    )
    server_app_id: str | None = key(
        "serverAppID",
        None,
        "Application of the API server.",
        pattern=GUID,
        rule="V161",
        reaches="audiences of AuthenticationConfiguration",
        status=BUILT,
    )
    tenant_id: str | None = key(
        "tenantID",
        None,
        "Tenant.",
        unset="the tenant of the subscription",
        pattern=GUID,
        rule="V161",
        reaches="issuers of AuthenticationConfiguration",
        status=BUILT,
    )
    admin_group_id: str | None = key(
        "adminGroupID",
        None,
        "Object id of the group that is bound to cluster-admin.",
        unset="none",
        pattern=GUID,
        rule="V161",
        reaches="ClusterRoleBinding aad-default-admin-group",
        status=BUILT,
    )
