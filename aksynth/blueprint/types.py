"""What a cluster will be: every decision, made and frozen.

Nothing here knows Terraform. Sizes are GiB, ranges are CIDR text, addresses are dotted text, and a `None` means that
Azure decides unless the field says otherwise.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

Flags = tuple[tuple[str, str], ...]
"""Component flags without their leading dashes, sorted by name."""

Settings = tuple[tuple[str, Any], ...]
"""Fields of a configuration document, sorted by name; a dot leads into a field."""

Labels = tuple[tuple[str, str], ...]

AzureApiIdentity = Literal["UserAssigned", "SystemAssigned", "ServicePrincipal"]


@dataclass(frozen=True, kw_only=True)
class Image:
    """A marketplace image; a new machine takes the `latest` version, a running one keeps its own."""

    publisher: str
    offer: str
    sku: str
    version: str = "latest"


@dataclass(frozen=True, kw_only=True)
class Disk:
    """An operating system disk. `size_gb` None keeps the image's own size."""

    size_gb: int | None
    storage_account_type: str
    caching: str


@dataclass(frozen=True, kw_only=True)
class ResourceGroup:
    """`existing` is referred to and never changed or destroyed."""

    name: str
    existing: bool


@dataclass(frozen=True, kw_only=True)
class Network:
    """The virtual network, and the ranges inside Kubernetes."""

    vnet: str
    address_space: str
    subnet: str
    prefix: str
    service_endpoints: tuple[str, ...]
    """Azure's services that the masters' subnet reaches by its own address."""
    security_group: str
    nat_gateway: str
    plugin: str
    policy: str | None
    """None: every pod may talk to every pod."""
    custom: bool
    """True: virtual network and subnets exist, and are referred to; `prefix` is "" where nobody told it."""
    subnet_id: str | None
    """Id of the masters' subnet, where it exists."""
    pod_cidr: str
    """Range of pods; with Azure CNI that of the subnet."""
    idle_timeout_minutes: int
    service_cidr: str
    dns_service_ip: str
    non_masquerade_cidrs: tuple[str, ...]
    proxy_mode: str


@dataclass(frozen=True, kw_only=True)
class Endpoint:
    """How the Kubernetes API is reached: `name` inside (port 6443), the public label outside (port 443)."""

    name: str
    zone: str
    record: str
    address: str
    internal_lb: str
    internal_frontend: str
    public_lb: str
    public_frontend: str
    backend_pool: str
    public_ip: str
    label: str
    public: bool
    """False: a private cluster, with the name inside alone."""


@dataclass(frozen=True, kw_only=True)
class Access:
    """Who may reach the cluster. `api_ranges` None asks for them in a Terraform variable.

    `vault_ranges` are those among them that `aksynth.addresses.opens_vaults`.
    """

    api_ranges: tuple[str, ...] | None
    vault_ranges: tuple[str, ...] | None = None
    ssh_ranges: tuple[str, ...]
    vault_readers: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class AzureApi:
    """Which identity the cloud provider, the CNI and the CSI drivers use on the masters.

    `identity` and `identity_id` matter for `UserAssigned` only: the name of an identity to make, or the resource id of
    one that exists. `client_id` matters for `ServicePrincipal` only; None asks for it in a variable.
    """

    kind: AzureApiIdentity
    identity: str | None = None
    identity_id: str | None = None
    client_id: str | None = None


@dataclass(frozen=True, kw_only=True)
class Identities:
    """Names of the user-assigned identities for the vaults, and how the Azure API is used."""

    masters: str
    nodes: str
    azure_api: AzureApi


@dataclass(frozen=True, kw_only=True)
class Master:
    """One control plane machine; all addresses are static, `secondary_addresses` belong to pods."""

    index: int
    name: str
    nic: str
    address: str
    secondary_addresses: tuple[str, ...]
    etcd_disk: str
    zone: str | None


@dataclass(frozen=True, kw_only=True)
class Masters:
    """The control plane: machines, each with its own etcd disk at lun 0.

    `availability` None: each machine in a zone of its own.
    """

    machines: tuple[Master, ...]
    availability: Literal["AvailabilitySet", "VirtualMachineScaleSets"] | None
    availability_set: str
    fault_domains: int
    update_domains: int
    vm_size: str
    image: Image
    image_id: str | None
    """An image of one's own, in place of `image`."""
    os_disk: Disk
    accelerated_networking: bool
    etcd_disk: Disk
    etcd_quota_gb: int
    etcd_disk_size_written: bool = False
    """False: the size was derived from the number of nodes. A disk that exists then keeps its size when that changes,
    since Azure cannot shrink a disk and Terraform would replace it."""
    max_pods: int
    kubelet: Settings
    """What these machines change of the cluster's."""
    labels: Labels
    tags: Labels


@dataclass(frozen=True, kw_only=True)
class Pool:
    """A pool of agents; `scale_set` is the name of its scale set or availability set."""

    name: str
    count: int
    availability: Literal["AvailabilitySet", "VirtualMachineScaleSets"]
    scale_set: str
    zones: tuple[str, ...]
    priority: Literal["Regular", "Spot"]
    os_type: Literal["Linux", "Windows"]
    vm_size: str
    image: Image
    image_id: str | None
    os_disk: Disk
    ephemeral: bool
    data_disks: tuple[Disk, ...]
    subnet_id: str | None
    ip_address_count: int
    max_pods: int
    kubelet: Settings
    """What these machines change of the cluster's."""
    accelerated_networking: bool
    labels: Labels
    custom_labels: Labels
    """Those of `labels` that the model names; they follow it on agents that run."""
    tags: Labels


@dataclass(frozen=True, kw_only=True)
class Kubernetes:
    """Versions and flags. `components` holds image tags and chart versions by component name."""

    version: str
    components: tuple[tuple[str, str], ...]
    api_server: Flags
    controller_manager: Flags
    scheduler: Flags
    kubelet: Settings
    addons: tuple[str, ...]
    own_addons: tuple[tuple[str, str], ...]
    """Name and manifest of those that the model brings itself."""
    container_runtime: str
    cert_sans: tuple[str, ...]
    """Names and addresses of the API certificate known before anything is built; the public name is added later."""

    def component(self, name: str) -> str:
        return dict(self.components)[name]


@dataclass(frozen=True, kw_only=True)
class CloudProvider:
    """How often cloud-provider-azure may ask Azure; durations in seconds, rates in calls a second."""

    backoff: bool
    backoff_retries: int
    backoff_duration: int
    backoff_exponent: float
    backoff_jitter: float
    rate_limit: bool
    qps: float
    bucket: int
    qps_write: float
    bucket_write: int
    maximum_rules: int


@dataclass(frozen=True, kw_only=True)
class Encryption:
    """How Secrets are encrypted in etcd; `vault_sku` with a key of Key Vault alone."""

    key_vault: bool
    local_key: bool
    vault_sku: str | None


@dataclass(frozen=True, kw_only=True)
class Jumpbox:
    """The machine from which a private cluster is reached."""

    name: str
    vm_size: str
    username: str
    os_disk: Disk


@dataclass(frozen=True, kw_only=True)
class Vault:
    """One reader class of secrets; `prefix` is completed by six random characters that are kept in the state."""

    reader_class: Literal["masters", "nodes", "access", "inputs"]
    prefix: str


@dataclass(frozen=True, kw_only=True)
class Backup:
    """Snapshots of etcd: one for each interval, as blobs of a storage account.

    `account_prefix` is completed by six random characters that are kept in the state.
    """

    account_prefix: str
    container: str
    replication: Literal["LRS", "ZRS"]
    interval_hours: int
    retention_days: int


@dataclass(frozen=True, kw_only=True)
class Mirrors:
    """Where images and packages come from, in place of their publishers.

    `registries` holds registry and mirror, each a host and the mirror with its path, sorted; `packages` is the address
    below which each publisher's host is a folder, "" for the publishers themselves.
    """

    registries: Labels
    packages: str

    def of(self, registry: str) -> str | None:
        """The mirror of a registry, such as `mirror.example.com/k8s`."""
        return dict(self.registries).get(registry)


@dataclass(frozen=True, kw_only=True)
class Backend:
    """Where the Terraform state is kept: an Azure storage container."""

    resource_group_name: str
    storage_account_name: str
    container_name: str
    key: str


@dataclass(frozen=True, kw_only=True)
class Blueprint:
    """A whole cluster."""

    name: str
    suffix: str
    location: str | None
    """None: the region is asked for in a Terraform variable."""
    resource_group: ResourceGroup
    protect: bool
    backend: Backend | None
    admin_username: str
    ssh_keys: tuple[str, ...]
    """Empty: the key is asked for in a Terraform variable."""
    upgrade_at_boot: bool
    """All packages of the image are upgraded at a machine's first boot."""
    network: Network
    endpoint: Endpoint
    access: Access
    identities: Identities
    vaults: tuple[Vault, ...]
    backup: Backup | None
    mirrors: Mirrors
    container_registries: tuple[str, ...]
    """Resource ids of the Azure container registries that nodes pull from with their identity."""
    kubernetes: Kubernetes
    cloud_provider: CloudProvider
    encryption: Encryption
    masters: Masters
    pools: tuple[Pool, ...]
    jumpbox: Jumpbox | None

    def vault(self, reader_class: str) -> Vault | None:
        return next((v for v in self.vaults if v.reader_class == reader_class), None)
