"""`properties.aksynth.remoteStates`."""

from __future__ import annotations

from aksynth.apimodel.profile import Profile, key
from aksynth.apimodel.status import BUILT, BY_FIELDS

_RULE = "A262"


class AzurermState(Profile):
    """A blob of an Azure storage container. The identity that runs Terraform reads it with Microsoft Entra ID."""

    resource_group_name: str = key(
        "resourceGroupName", "", "Resource group of the storage account.", rule=_RULE, status=BUILT
    )
    storage_account_name: str = key("storageAccountName", "", "Storage account.", rule=_RULE, status=BUILT)
    container_name: str = key("containerName", "", "Container.", rule=_RULE, status=BUILT)
    key: str = key("key", "", "Blob.", rule=_RULE, status=BUILT)


class LocalState(Profile):
    """A file."""

    path: str = key(
        "path", "", "Path of the file. It is relative to the folder of the stack.", rule=_RULE, status=BUILT
    )


class RemoteState(Profile):
    """The Terraform state of another configuration, whose outputs are ids of network resources."""

    name: str = key(
        "name",
        "",
        "Name of the state in this model, as in remoteState.NAME.OUTPUT.",
        rule=_RULE,
        reaches="data.terraform_remote_state",
        status=BUILT,
    )
    workspace: str | None = key("workspace", None, "Terraform workspace.", unset="default", status=BUILT)
    azurerm: AzurermState | None = key(
        "azurerm", None, "A state in an Azure storage container.", unset="none", rule=_RULE, status=BY_FIELDS
    )
    local: LocalState | None = key("local", None, "A state in a file.", unset="none", rule=_RULE, status=BY_FIELDS)
