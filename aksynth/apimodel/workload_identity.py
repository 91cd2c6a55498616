"""`properties.aksynth.workloadIdentity`."""

from __future__ import annotations

from aksynth.apimodel.profile import Profile, key
from aksynth.apimodel.status import BUILT, BY_FIELDS, Needs, built

_ENABLED = Needs("enabled", True)


class WorkloadProfile(Profile):
    """A service account whose pods use an identity."""

    identity: str = key(
        "identity",
        "",
        "User-assigned identity: a name for a new one, or the resource id of an existing one.",
        rule="A371",
        reaches="azurerm_user_assigned_identity",
        status=BUILT,
    )
    namespace: str = key(
        "namespace",
        "",
        "Namespace of the service account.",
        rule="A372",
        reaches="azurerm_federated_identity_credential",
        status=BUILT,
    )
    service_account: str = key(
        "serviceAccount",
        "",
        "Name of the service account.",
        rule="A372",
        reaches="azurerm_federated_identity_credential",
        status=BUILT,
    )

    @property
    def identity_name(self) -> str:
        return self.identity.rpartition("/")[2]

    @property
    def account_key(self) -> str:
        """A part of names and addresses. Neither name has an underscore. That of a service account may have dots."""
        return f"{self.namespace}_{self.service_account.replace('.', '_dot_')}"


class WorkloadIdentityProfile(Profile):
    """Identities of Microsoft Entra ID for pods, without a secret."""

    enabled: bool | None = key(
        "enabled",
        None,
        "Whether the cluster has an issuer of service account tokens that Microsoft Entra ID can check: a storage "
        "account with two public documents.",
        unset="false",
        reaches="azurerm_storage_account, service-account-issuer",
        status=BUILT,
    )
    accept_only: bool | None = key(
        "acceptOnly",
        None,
        "Whether API servers accept tokens of the issuer and issue none, for one of the two applies that enable or "
        "disable it in a cluster that runs.",
        unset="false",
        reaches="service-account-issuer",
        status=built(needs=[_ENABLED]),
    )
    identities: list[WorkloadProfile] | None = key(
        "identities",
        None,
        "Service accounts whose pods use a user-assigned identity.",
        unset="none",
        rule="A373",
        status=BY_FIELDS,
    )
