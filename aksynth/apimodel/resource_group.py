"""`properties.aksynth.resourceGroup`."""

from __future__ import annotations

from aksynth.apimodel.profile import Profile, key
from aksynth.apimodel.status import BUILT


class ResourceGroupProfile(Profile):
    """The resource group of the cluster."""

    name: str | None = key(
        "name",
        None,
        "Name of the resource group.",
        unset="the dnsPrefix",
        rule="A55",
        reaches="azurerm_resource_group",
        status=BUILT,
    )
    existing: bool | None = key(
        "existing",
        None,
        "True: the group exists, and is never changed or destroyed.",
        unset="false",
        rule="A54",
        reaches="data.azurerm_resource_group",
        status=BUILT,
    )
