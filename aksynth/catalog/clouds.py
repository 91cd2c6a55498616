"""Clouds of Azure. Each has different hosts and names."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from aksynth.catalog import regions
from aksynth.catalog.data import read


@dataclass(frozen=True, kw_only=True)
class CloudEnvironment:
    """Where Azure's services are, and where Microsoft's images come from."""

    name: str
    """As the cloud provider and the credential provider call it."""
    resource_manager: str
    """The host of Azure Resource Manager."""
    vault_suffix: str
    vault_zone: str
    """The private DNS zone for endpoints of vaults."""
    storage_suffix: str
    storage_audience: str
    """The host that tokens for storage accounts are for."""
    registry_suffix: str
    """Container registries of Azure's customers."""
    image_registry: str
    """Images of the cloud provider, Azure CNI and ip-masq-agent."""
    token_issuers: tuple[str, ...]
    """Who issues the access tokens of Microsoft Entra ID, for tokens of version 1.0 and 2.0. `{}` is the tenant."""

    @property
    def blob_suffix(self) -> str:
        return f"blob.{self.storage_suffix}"

    @property
    def blob_zone(self) -> str:
        """The private DNS zone for endpoints of blobs."""
        return f"privatelink.{self.blob_suffix}"


def find(cloud: str) -> CloudEnvironment | None:
    """A cloud by its name in `az cloud list`. None if it is not built."""
    row = read("clouds")["clouds"].get(cloud)
    return _environment(row) if row else None


def of(location: str | None) -> CloudEnvironment:
    """The cloud of a region. The public cloud if the region is unknown, or if its cloud is not built."""
    content = read("clouds")
    return find(regions.cloud(location or "") or "") or _environment(content["clouds"][content["default"]])


def _environment(row: dict[str, Any]) -> CloudEnvironment:
    return CloudEnvironment(
        name=row["name"],
        resource_manager=row["resourceManager"],
        vault_suffix=row["vaultSuffix"],
        vault_zone=row["vaultZone"],
        storage_suffix=row["storageSuffix"],
        storage_audience=row["storageAudience"],
        registry_suffix=row["registrySuffix"],
        image_registry=row["imageRegistry"],
        token_issuers=tuple(row["tokenIssuers"]),
    )
