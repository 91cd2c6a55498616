"""`properties.aksynth.backend`."""

from __future__ import annotations

from aksynth.apimodel.profile import Profile, key
from aksynth.apimodel.status import BUILT, BY_FIELDS


class AzurermBackend(Profile):
    """An Azure storage container for the Terraform state."""

    resource_group_name: str = key(
        "resourceGroupName", "", "Resource group of the storage account.", rule="A56", status=BUILT
    )
    storage_account_name: str = key("storageAccountName", "", "Storage account.", rule="A56", status=BUILT)
    container_name: str = key("containerName", "", "Container.", rule="A56", status=BUILT)
    key: str | None = key("key", None, "Blob.", unset="DNSPREFIX.tfstate", status=BUILT)


class BackendProfile(Profile):
    """Where the Terraform state is stored."""

    azurerm: AzurermBackend | None = key(
        "azurerm", None, "An Azure storage container.", unset="a file beside the output", status=BY_FIELDS
    )
