"""The resource group of a cluster: owned or borrowed."""

from __future__ import annotations

from typing import Protocol

from cdktf_cdktf_provider_azurerm.data_azurerm_resource_group import DataAzurermResourceGroup
from cdktf_cdktf_provider_azurerm.resource_group import ResourceGroup
from constructs import Construct


class Group(Protocol):
    """The attributes of a resource group that other constructs use."""

    @property
    def name(self) -> str: ...
    @property
    def location(self) -> str: ...
    @property
    def resource_id(self) -> str: ...


class ClusterResourceGroup(Construct):
    """An owned resource group."""

    def __init__(self, scope: Construct, id_: str, *, name: str, location: str) -> None:
        super().__init__(scope, id_)
        group = ResourceGroup(self, "Resource", name=name, location=location)
        self.name, self.location, self.resource_id = group.name, group.location, group.id


class CustomResourceGroup(Construct):
    """A borrowed resource group. It is never changed or destroyed."""

    def __init__(self, scope: Construct, id_: str, *, name: str, location: str | None = None) -> None:
        super().__init__(scope, id_)
        group = DataAzurermResourceGroup(self, "Resource", name=name)
        self.name, self.location, self.resource_id = group.name, location or group.location, group.id
