"""Where the Terraform state is kept."""

from __future__ import annotations

from dataclasses import dataclass

from aksynth.apimodel import ApiModel


@dataclass(frozen=True, kw_only=True)
class Backend:
    """Where the Terraform state is kept: an Azure storage container."""

    resource_group_name: str
    storage_account_name: str
    container_name: str
    key: str


def backend(model: ApiModel) -> Backend | None:
    written = model.properties.aksynth.backend.azurerm
    if written is None:
        return None
    return Backend(
        resource_group_name=written.resource_group_name,
        storage_account_name=written.storage_account_name,
        container_name=written.container_name,
        key=written.key or "",
    )
