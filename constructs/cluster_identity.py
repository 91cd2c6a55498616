"""Identities of machines: owned or borrowed."""

from __future__ import annotations

from typing import Protocol

from cdktf import Postcondition, TerraformResourceLifecycle
from cdktf_cdktf_provider_azurerm.data_azurerm_user_assigned_identity import DataAzurermUserAssignedIdentity
from cdktf_cdktf_provider_azurerm.user_assigned_identity import UserAssignedIdentity
from constructs import Construct

from aksynth.resource_id import ResourceId

from .resource_group import Group


class Identity(Protocol):
    """The attributes of a user-assigned identity that other constructs use."""

    @property
    def identity_id(self) -> str: ...
    @property
    def client_id(self) -> str: ...
    @property
    def principal_id(self) -> str: ...


class ClusterIdentity(Construct):
    """An owned user-assigned identity."""

    def __init__(self, scope: Construct, id_: str, *, group: Group, name: str) -> None:
        super().__init__(scope, id_)
        identity = UserAssignedIdentity(
            self, "Resource", name=name, resource_group_name=group.name, location=group.location
        )
        self.identity_id, self.client_id = identity.id, identity.client_id
        self.principal_id = identity.principal_id


class CustomIdentity(Construct):
    """A borrowed user-assigned identity, by its resource id. It is never changed or destroyed."""

    def __init__(self, scope: Construct, id_: str, *, identity_id: str) -> None:
        super().__init__(scope, id_)
        found = ResourceId.parse(identity_id)
        identity = DataAzurermUserAssignedIdentity(
            self,
            "Resource",
            name=found.name,
            resource_group_name=found.resource_group,
            lifecycle=TerraformResourceLifecycle(postcondition=[_found(identity_id)]),
        )
        self.identity_id, self.client_id = identity_id, identity.client_id
        self.principal_id = identity.principal_id


def _found(identity_id: str) -> Postcondition:
    """The data source looks in the provider's subscription only, and finds another identity of the same name there
    (azurerm v4.55.0, user_assigned_identity_data_source.go)."""
    message = (
        f"The identity found is ${{self.id}}, and the api model has {identity_id}. The identity must be in the "
        "subscription of the cluster. Use an identity of this subscription, or apply in the subscription of the "
        "identity."
    )
    return Postcondition(condition=f'${{lower(self.id) == lower("{identity_id}")}}', error_message=message)
