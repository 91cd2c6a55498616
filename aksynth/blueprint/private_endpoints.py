"""Private endpoints of the key vaults and of the storage account."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from aksynth.apimodel import ApiModel
from aksynth.blueprint.backup import Backup
from aksynth.blueprint.naming import Names
from aksynth.blueprint.network import Network, Subnet, reference_name
from aksynth.blueprint.vaults import Vault
from aksynth.defaults.master_addresses import borrowed
from aksynth.defaults.private_endpoints import first_address, only_private

Service = Literal["masters", "nodes", "access", "inputs", "kms", "backup"]
_NEW = "k8s-endpoints-subnet"
SERVICES: tuple[Service, ...] = ("masters", "nodes", "access", "inputs", "kms", "backup")
"""A vault for each class of readers, and the storage account. Each has the address at its place in this list, so that
a vault that is added later moves no address."""


@dataclass(frozen=True, kw_only=True)
class PrivateEndpoint:
    """The address of one service in the subnet of the endpoints."""

    service: Service
    name: str
    address: str

    @property
    def kind(self) -> Literal["vault", "blob"]:
        return "blob" if self.service == "backup" else "vault"


@dataclass(frozen=True, kw_only=True)
class PrivateEndpoints:
    """All endpoints. A zone that is None is created and linked to the virtual network. `only`: the machines have no
    other way to vaults and storage."""

    subnet: Subnet
    only: bool
    endpoints: tuple[PrivateEndpoint, ...]
    vault_zone_id: str | None
    blob_zone_id: str | None

    def address(self, service: str) -> str | None:
        """None if the cluster does not have the service."""
        return next((found.address for found in self.endpoints if found.service == service), None)


def private_endpoints(
    model: ApiModel, names: Names, network: Network, vaults: Sequence[Vault], backup: Backup | None
) -> PrivateEndpoints | None:
    """None: the machines reach vaults and storage by service endpoints or by public addresses."""
    written = model.properties.aksynth.private_endpoints
    first = first_address(model)
    if first is None:
        return None
    present = {*(vault.reader_class for vault in vaults), *(("backup",) if backup else ())}
    return PrivateEndpoints(
        subnet=_subnet(model, network),
        only=only_private(model),
        endpoints=tuple(
            PrivateEndpoint(
                service=service,
                name=names.of("k8s-endpoint-{service}-{suffix}", service=service),
                address=str(first + i),
            )
            for i, service in enumerate(SERVICES)
            if service in present
        ),
        vault_zone_id=written.vault_zone_id,
        blob_zone_id=written.blob_zone_id,
    )


def _subnet(model: ApiModel, network: Network) -> Subnet:
    """A new one, one of the machines, or another one of the same virtual network."""
    written = model.properties.aksynth.private_endpoints
    id_ = written.subnet_id
    if not id_:
        return Subnet(name=_NEW, prefix=written.prefix or "", id=None, azure_name=_NEW)
    shared = next((subnet for subnet in network.subnets if (subnet.id or "").lower() == id_.lower()), None)
    found = borrowed(model, id_)
    name = reference_name(id_)
    return shared or Subnet(name=name, prefix=str(found) if found else "", id=id_, azure_name=name)
