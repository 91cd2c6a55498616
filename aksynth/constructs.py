"""The constructs of a cluster: typed keyword arguments in, attributes out, no api model needed."""

from aksynth import fast_bindings

fast_bindings.install()

from aksynth._constructs.agent_pool import AgentPool  # noqa: E402
from aksynth._constructs.api_endpoint import ApiEndpoint  # noqa: E402
from aksynth._constructs.availability_set_pool import AvailabilitySetPool  # noqa: E402
from aksynth._constructs.bastion import Bastion  # noqa: E402
from aksynth._constructs.cluster_identity import ClusterIdentity, CustomIdentity, Identity  # noqa: E402
from aksynth._constructs.cluster_record import ClusterRecord, FixedValue, Kept, Staged  # noqa: E402
from aksynth._constructs.cluster_vault import ClusterVault  # noqa: E402
from aksynth._constructs.cluster_vnet import ClusterVnet, Vnet  # noqa: E402
from aksynth._constructs.custom_disk_encryption_set import CustomDiskEncryptionSet  # noqa: E402
from aksynth._constructs.custom_managed_image import CustomManagedImage  # noqa: E402
from aksynth._constructs.custom_vault import CustomVault  # noqa: E402
from aksynth._constructs.custom_vnet import CustomVnet, ExistingSubnet  # noqa: E402
from aksynth._constructs.etcd_backup import EtcdBackup  # noqa: E402
from aksynth._constructs.etcd_disk import EtcdDisk  # noqa: E402
from aksynth._constructs.federated_credential import FederatedCredential  # noqa: E402
from aksynth._constructs.id_parts import IdPart, id_part  # noqa: E402
from aksynth._constructs.key_vault_kms import KeyVaultKms  # noqa: E402
from aksynth._constructs.login import Login  # noqa: E402
from aksynth._constructs.master_pool import MasterPool  # noqa: E402
from aksynth._constructs.master_set import MasterSet  # noqa: E402
from aksynth._constructs.master_ssh import MasterSsh  # noqa: E402
from aksynth._constructs.master_state import MasterState  # noqa: E402
from aksynth._constructs.nic import AgentNicSpec, NicSpec  # noqa: E402
from aksynth._constructs.private_cluster_jumpbox import PrivateClusterJumpbox  # noqa: E402
from aksynth._constructs.private_endpoint import PrivateEndpoint, PrivateZone  # noqa: E402
from aksynth._constructs.remote_state import RemoteState  # noqa: E402
from aksynth._constructs.resource_group import ClusterResourceGroup, CustomResourceGroup, Group  # noqa: E402
from aksynth._constructs.roles import Grant, Roles  # noqa: E402
from aksynth._constructs.rolling_replacement import RollingReplacement  # noqa: E402
from aksynth._constructs.route_table import PodRoutes  # noqa: E402
from aksynth._constructs.security_group import SecurityRule  # noqa: E402
from aksynth._constructs.shared_image_gallery import SharedImageGallery  # noqa: E402
from aksynth._constructs.terraform_text import literal  # noqa: E402
from aksynth._constructs.token_issuer import TokenIssuer  # noqa: E402
from aksynth._constructs.vault_input import VaultInput, by_hand  # noqa: E402
from aksynth._constructs.vault_lookup import VaultLookup  # noqa: E402
from aksynth.blueprint.availability_set import Agent, AvailabilitySet  # noqa: E402
from aksynth.blueprint.endpoint import Endpoint, PublicEndpoint  # noqa: E402
from aksynth.blueprint.images import GalleryImage, ManagedImage, PurchasePlan  # noqa: E402
from aksynth.blueprint.machines import Disk, Image, MachineSpec  # noqa: E402

__all__ = [
    "Agent",
    "AgentNicSpec",
    "AgentPool",
    "ApiEndpoint",
    "AvailabilitySet",
    "AvailabilitySetPool",
    "Bastion",
    "ClusterIdentity",
    "ClusterRecord",
    "ClusterResourceGroup",
    "ClusterVault",
    "ClusterVnet",
    "CustomDiskEncryptionSet",
    "CustomIdentity",
    "CustomManagedImage",
    "CustomResourceGroup",
    "CustomVault",
    "CustomVnet",
    "Disk",
    "Endpoint",
    "EtcdBackup",
    "EtcdDisk",
    "ExistingSubnet",
    "FederatedCredential",
    "FixedValue",
    "GalleryImage",
    "Grant",
    "Group",
    "IdPart",
    "Identity",
    "Image",
    "Kept",
    "KeyVaultKms",
    "Login",
    "MachineSpec",
    "ManagedImage",
    "MasterPool",
    "MasterSet",
    "MasterSsh",
    "MasterState",
    "NicSpec",
    "PodRoutes",
    "PrivateClusterJumpbox",
    "PrivateEndpoint",
    "PrivateZone",
    "PublicEndpoint",
    "PurchasePlan",
    "RemoteState",
    "Roles",
    "RollingReplacement",
    "SecurityRule",
    "SharedImageGallery",
    "Staged",
    "TokenIssuer",
    "VaultInput",
    "VaultLookup",
    "Vnet",
    "by_hand",
    "id_part",
    "literal",
]
