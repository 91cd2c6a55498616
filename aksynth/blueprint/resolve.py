"""From the api model to all decisions about its cluster."""

from __future__ import annotations

from dataclasses import dataclass

from aksynth.apimodel import ApiModel
from aksynth.blueprint.access import Access, access
from aksynth.blueprint.authorities import Authority, authorities
from aksynth.blueprint.autoscaler import Autoscaler, autoscaler
from aksynth.blueprint.backend import Backend, backend
from aksynth.blueprint.backup import Backup, backup
from aksynth.blueprint.bastion import Bastion, bastion
from aksynth.blueprint.boot_scripts import BootScript, boot_scripts
from aksynth.blueprint.borrowed_vaults import BorrowedVault, borrowed_vaults
from aksynth.blueprint.certificates import VaultCertificates, certificates
from aksynth.blueprint.cloud_provider import CloudProvider, cloud_provider
from aksynth.blueprint.custom_files import CustomFile, custom_files
from aksynth.blueprint.encryption import Encryption, encryption
from aksynth.blueprint.endpoint import Endpoint, endpoint
from aksynth.blueprint.identities import Identities, identities
from aksynth.blueprint.images import pool_image
from aksynth.blueprint.jumpbox import Jumpbox, jumpbox
from aksynth.blueprint.kata import Kata, kata
from aksynth.blueprint.kubernetes import Kubernetes, kubernetes
from aksynth.blueprint.labels import label_value
from aksynth.blueprint.login import EntraLogin, entra_login
from aksynth.blueprint.masters import Masters, masters
from aksynth.blueprint.mirrors import Mirrors, mirrors
from aksynth.blueprint.naming import Names
from aksynth.blueprint.network import Network, Subnet, network, subnet_name
from aksynth.blueprint.pairs import Labels
from aksynth.blueprint.pod_identities import PodIdentity, pod_identities
from aksynth.blueprint.pod_network import PodNetwork, pod_network
from aksynth.blueprint.pools import Pool, pool
from aksynth.blueprint.private_endpoints import PrivateEndpoints, private_endpoints
from aksynth.blueprint.proxy import Proxy, proxy
from aksynth.blueprint.remote_state import RemoteState, remote_states
from aksynth.blueprint.resource_group import ResourceGroup, resource_group
from aksynth.blueprint.rolling import rolling
from aksynth.blueprint.signing_keys import SigningKeys, signing_keys
from aksynth.blueprint.token_issuer import TokenIssuer, token_issuer
from aksynth.blueprint.vaults import Vault, vaults
from aksynth.catalog import clouds
from aksynth.catalog.clouds import CloudEnvironment
from aksynth.defaults import Filled
from aksynth.defaults.master_addresses import master_addresses


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


def resolve(filled: Filled) -> Blueprint:
    """All decisions for a model that is filled with its defaults and that `aksynth.rules` accepts."""
    model = filled.model
    properties = model.properties
    config, names = properties.orchestrator_profile.kubernetes_config, Names(properties.master_profile.dns_prefix)
    addresses, release = master_addresses(model), properties.orchestrator_profile.orchestrator_version or ""
    ids, group, net = identities(model, names), resource_group(model, names), network(model, names)
    cluster_label, secrets = label_value(group.name), encryption(model)
    # The order in the model means nothing, so that another one changes nothing.
    pools = tuple(
        pool(
            profile,
            config,
            names,
            release,
            cluster_label,
            subnet_name(model, profile),
            pool_image(model, profile),
            rolling(model, profile.name),
        )
        for profile in sorted(properties.agent_pool_profiles, key=lambda profile: profile.name)
    )
    control_plane = masters(filled, names, addresses, release, cluster_label, net.masters_subnet.name)
    api = endpoint(
        names,
        str(addresses.load_balancer),
        public=config.private_cluster.enabled is not True,
        in_zones=bool(control_plane.zones),
        with_plugins=secrets is not None and not secrets.local,
    )
    pods = pod_network(config, net.address_space, names)
    signers, installed = authorities(model), certificates(model)
    stores, snapshots = vaults(names, ids, encrypted=secrets is not None and secrets.owned), backup(model, names)
    return Blueprint(
        name=names.dns_prefix,
        suffix=names.suffix,
        location=model.location or None,
        cloud=clouds.of(model.location),
        resource_group=group,
        protect=properties.aksynth.protect is not False,
        backend=backend(model),
        admin_username=properties.linux_profile.admin_username,
        ssh_keys=_ssh_keys(model),
        upgrade_at_boot=properties.linux_profile.run_unattended_upgrades_on_bootstrap is True,
        certificates=installed,
        unattended_upgrades=properties.linux_profile.enable_unattended_upgrades is not False,
        remote_states=remote_states(model),
        network=net,
        pod_network=pods,
        endpoint=api,
        access=access(model),
        login=entra_login(model),
        identities=ids,
        assigns_roles=properties.aksynth.assign_roles is not False,
        authorities=signers,
        vaults=stores,
        borrowed_vaults=borrowed_vaults(
            model, identities=ids, encryption=secrets, authorities=signers, certificates=installed
        ),
        encryption=secrets,
        issuer=token_issuer(model, names),
        signing_keys=signing_keys(model),
        pod_identities=pod_identities(model, names),
        private_endpoints=private_endpoints(model, names, net, stores, snapshots),
        dns_links=tuple(sorted((properties.aksynth.dns_links or {}).items())),
        backup=snapshots,
        jumpbox=jumpbox(model, names, release, addresses),
        bastion=bastion(model, names),
        mirrors=mirrors(model),
        proxy=proxy(model, net, pods, api.name),
        container_registries=tuple(sorted(properties.aksynth.container_registries or [])),
        kubernetes=kubernetes(model, addresses, api.name),
        autoscaler=autoscaler(config),
        kata=kata(pools, properties.orchestrator_profile.orchestrator_release or ""),
        cloud_provider=cloud_provider(config, pools, flexible_nodes=control_plane.scale_set is not None),
        reads_encryption_sets=properties.aksynth.lookup.disk_encryption_sets is not False,
        masters=control_plane,
        custom_files=custom_files(filled),
        boot_scripts=boot_scripts(filled),
        pools=pools,
    )


def _ssh_keys(model: ApiModel) -> tuple[str, ...]:
    keys = (key.key_data.strip() for key in model.properties.linux_profile.ssh.public_keys)
    return tuple(key for key in keys if key)
