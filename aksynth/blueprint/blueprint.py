"""All decisions about a cluster."""

from __future__ import annotations

from dataclasses import dataclass

from aksynth.blueprint.access import Access
from aksynth.blueprint.authorities import Authority
from aksynth.blueprint.autoscaler import Autoscaler
from aksynth.blueprint.backend import Backend
from aksynth.blueprint.backup import Backup
from aksynth.blueprint.bastion import Bastion
from aksynth.blueprint.boot_scripts import BootScript
from aksynth.blueprint.borrowed_vaults import BorrowedVault
from aksynth.blueprint.certificates import VaultCertificates
from aksynth.blueprint.cloud_provider import CloudProvider
from aksynth.blueprint.custom_files import CustomFile
from aksynth.blueprint.encryption import Encryption
from aksynth.blueprint.endpoint import Endpoint
from aksynth.blueprint.identities import Identities
from aksynth.blueprint.jumpbox import Jumpbox
from aksynth.blueprint.kata import Kata
from aksynth.blueprint.kubernetes import Kubernetes
from aksynth.blueprint.login import EntraLogin
from aksynth.blueprint.masters import Masters
from aksynth.blueprint.mirrors import Mirrors
from aksynth.blueprint.network import Network, Subnet
from aksynth.blueprint.pairs import Labels
from aksynth.blueprint.pod_identities import PodIdentity
from aksynth.blueprint.pod_network import PodNetwork
from aksynth.blueprint.pools import Pool
from aksynth.blueprint.private_endpoints import PrivateEndpoints
from aksynth.blueprint.proxy import Proxy
from aksynth.blueprint.remote_state import RemoteState
from aksynth.blueprint.resource_group import ResourceGroup
from aksynth.blueprint.signing_keys import SigningKeys
from aksynth.blueprint.token_issuer import TokenIssuer
from aksynth.blueprint.vaults import Vault
from aksynth.catalog.clouds import CloudEnvironment


@dataclass(frozen=True, kw_only=True)
class Blueprint:
    """A whole cluster."""

    name: str
    suffix: str
    location: str | None
    """None: the region is asked for in a Terraform variable."""
    cloud: CloudEnvironment
    resource_group: ResourceGroup
    protect: bool
    backend: Backend | None
    admin_username: str
    ssh_keys: tuple[str, ...]
    """Empty: the key is asked for in a Terraform variable."""
    upgrade_at_boot: bool
    """All packages of the image are upgraded at a machine's first boot."""
    certificates: tuple[VaultCertificates, ...]
    """Azure installs them on masters and agents."""
    unattended_upgrades: bool
    """Security upgrades are installed every day, as the image has it."""
    remote_states: tuple[RemoteState, ...]
    network: Network
    pod_network: PodNetwork
    endpoint: Endpoint
    access: Access
    login: EntraLogin | None
    identities: Identities
    assigns_roles: bool
    """False: somebody else assigns the roles, and the stack lists them."""
    authorities: tuple[Authority, ...]
    """Those in existing vaults. The first master creates the others."""
    vaults: tuple[Vault, ...]
    borrowed_vaults: tuple[BorrowedVault, ...]
    encryption: Encryption | None
    issuer: TokenIssuer | None
    signing_keys: SigningKeys
    pod_identities: tuple[PodIdentity, ...]
    private_endpoints: PrivateEndpoints | None
    dns_links: Labels
    """Sorted pairs: other virtual networks that resolve the private names of the cluster, a name and a resource id."""
    backup: Backup | None
    jumpbox: Jumpbox | None
    bastion: Bastion | None
    mirrors: Mirrors
    proxy: Proxy | None
    container_registries: tuple[str, ...]
    """Resource ids of the Azure container registries that nodes pull from with their identity."""
    kubernetes: Kubernetes
    kata: Kata | None
    autoscaler: Autoscaler | None
    cloud_provider: CloudProvider
    reads_encryption_sets: bool
    """Each plan reads the disk encryption sets of masters and pools."""
    masters: Masters
    custom_files: tuple[CustomFile, ...]
    """Those of the masters."""
    boot_scripts: tuple[BootScript, ...]
    pools: tuple[Pool, ...]

    @property
    def subnets(self) -> tuple[Subnet, ...]:
        """Those of the machines, and that of the private endpoints if no machine is in it."""
        apart = self.private_endpoints.subnet if self.private_endpoints else None
        return (*self.network.subnets, *([apart] if apart and apart not in self.network.subnets else []))

    @property
    def only_private_endpoints(self) -> bool:
        """The machines have no other way to vaults and storage account."""
        return self.private_endpoints is not None and self.private_endpoints.only

    @property
    def joins_subnets(self) -> bool:
        """The cluster's identity needs a role in the virtual network, which is in another resource group."""
        return self._is_elsewhere(self.network.resource_group)

    @property
    def joins_routes(self) -> bool:
        """The same of an existing route table."""
        given = self.network.route_table
        return bool(given and self.pod_network.route_table and self._is_elsewhere(given.resource_group))

    def _is_elsewhere(self, group: str | None) -> bool:
        return group is not None and group.lower() != self.resource_group.name.lower()

    def vault(self, reader_class: str) -> Vault | None:
        return next((v for v in self.vaults if v.reader_class == reader_class), None)
