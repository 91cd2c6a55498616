"""`properties.aksynth`: settings that the vlabs api model does not have."""

from __future__ import annotations

from aksynth.apimodel.authorities import AuthoritiesProfile
from aksynth.apimodel.boot_scripts import BootScriptsProfile
from aksynth.apimodel.encryption import EncryptionProfile
from aksynth.apimodel.http_proxy import HttpProxyProfile
from aksynth.apimodel.image_reference import ImagesProfile
from aksynth.apimodel.patterns import GUID
from aksynth.apimodel.principals import KeyvaultSecretRef
from aksynth.apimodel.private_cluster import JumpboxProfile
from aksynth.apimodel.private_endpoints import PrivateEndpointsProfile
from aksynth.apimodel.profile import Profile, key, profile
from aksynth.apimodel.remote_state import RemoteState
from aksynth.apimodel.rolling import RollingReplacement
from aksynth.apimodel.status import BUILT, BY_FIELDS, CHECKED, Needs, built
from aksynth.apimodel.workload_identity import WorkloadIdentityProfile


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


class AccessProfile(Profile):
    """Access to the cluster from outside."""

    api_ranges: list[str] | None = key(
        "apiRanges",
        None,
        "Ranges that may reach the public API.",
        unit="CIDR",
        unset="a Terraform variable",
        rule="A30",
        reaches="security_rule, network_acls",
        status=BUILT,
    )
    ssh_ranges: list[str] | None = key(
        "sshRanges",
        None,
        "Ranges that may reach the masters by SSH.",
        unit="CIDR",
        unset="none: no SSH from outside",
        rule="A30",
        reaches="security_rule, azurerm_lb_nat_rule",
        status=BUILT,
    )
    vault_readers: list[str] | None = key(
        "vaultReaders",
        None,
        "Object ids of identities that may read the kubeconfigs.",
        unset="the identity that runs the first apply",
        rule="A53",
        reaches="azurerm_role_assignment",
        pattern=GUID,
        status=BUILT,
    )


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


class BackupProfile(Profile):
    """Snapshots of etcd, in a storage account of the cluster."""

    enabled: bool | None = key(
        "enabled",
        None,
        "Whether snapshots of etcd are taken.",
        unset="true",
        rule="A95",
        reaches="azurerm_storage_account",
        status=BUILT,
    )
    interval_hours: int | None = key(
        "intervalHours",
        None,
        "Time between two snapshots.",
        unit="hours",
        unset="6",
        minimum=1,
        maximum=24,
        rule="A94",
        reaches="aksynth-backup.timer",
        status=built(needs=[Needs("enabled", True)]),
    )
    retention_days: int | None = key(
        "retentionDays",
        None,
        "Retention of a snapshot.",
        unit="days",
        unset="14",
        minimum=1,
        maximum=365,
        rule="A94",
        reaches="azurerm_storage_management_policy",
        status=built(needs=[Needs("enabled", True)]),
    )


class MirrorsProfile(Profile):
    """Mirrors of container registries and of packages."""

    registries: dict[str, str] | None = key(
        "registries",
        None,
        "Mirrors of registries: a map from the host of a registry to the host and path of its mirror.",
        unset="none: images come from their publishers",
        rule="A96",
        reaches="/etc/containerd/certs.d, imageRepository",
        status=BUILT,
    )
    packages: str | None = key(
        "packages",
        None,
        "Address of a mirror of all packages that machines download, with the publisher's host as a folder.",
        unset="none: packages come from their publishers",
        rule="A97",
        reaches="apt, curl, helm",
        status=BUILT,
    )


class LookupProfile(Profile):
    """What each plan reads of existing resources, and compares with what the cluster needs."""

    vaults: bool | None = key(
        "vaults",
        None,
        "Whether each plan reads the vaults of certificate authorities, of keyvaultSecretRef, of "
        "servicePrincipalCertificate and of linuxProfile.secrets. It never reads a secret.",
        unset="true",
        reaches="data.azurerm_key_vault",
        status=BUILT,
    )
    disk_encryption_sets: bool | None = key(
        "diskEncryptionSets",
        None,
        "Whether each plan reads the disk encryption sets of masters and pools.",
        unset="true",
        reaches="data.azurerm_disk_encryption_set",
        status=BUILT,
    )


MANUAL, ASSOCIATE = "manual", "associate"


class VnetProfile(Profile):
    """The virtual network of `vnetSubnetID`."""

    lookup: bool | None = key(
        "lookup",
        None,
        "Whether each plan reads the virtual network and its subnets, and compares them with what the cluster needs.",
        unset="true",
        reaches="data.azurerm_subnet",
        status=built(needs=[Needs("masterProfile.vnetSubnetID")]),
    )
    egress_ranges: list[str] | None = key(
        "egressRanges",
        None,
        "Public ranges of the outbound traffic of the subnets. Key vaults allow them in place of service endpoints.",
        unit="CIDR",
        unset="none: the subnets have the service endpoints Microsoft.KeyVault and Microsoft.Storage",
        rule="A180",
        reaches="network_acls.ip_rules",
        status=built(needs=[Needs("masterProfile.vnetSubnetID")]),
    )
    route_table: str | None = key(
        "routeTable",
        None,
        "How the subnets get the route table of the pods: manual, associate, or the resource id of a route table that "
        "they have.",
        unset="manual: you associate the table that the apply creates",
        rule="A182",
        reaches="azurerm_route_table, azurerm_subnet_route_table_association",
        status=built(needs=[Needs("masterProfile.vnetSubnetID")]),
    )


class BastionProfile(Profile):
    """Azure Bastion."""

    prefix: str | None = key(
        "prefix",
        None,
        "Range of the subnet for Azure Bastion in a new virtual network. It is a /26 or larger.",
        unit="CIDR",
        unset="none: there is no Azure Bastion",
        rule="A192",
        reaches="azurerm_bastion_host, azurerm_subnet",
        status=BUILT,
    )
    subnet_id: str | None = key(
        "subnetId",
        None,
        "Resource id of AzureBastionSubnet in an existing virtual network.",
        unset="none: there is no Azure Bastion",
        rule="A193",
        reaches="azurerm_bastion_host",
        status=built(needs=[Needs("masterProfile.vnetSubnetID", rule="A193")]),
    )


class AksynthProfile(Profile):
    """Settings of aksynth."""

    resource_group: ResourceGroupProfile = profile("resourceGroup", ResourceGroupProfile, "The resource group.")
    protect: bool | None = key(
        "protect",
        None,
        "Terraform refuses to destroy etcd disks and the PKI.",
        unset="true",
        reaches="lifecycle.prevent_destroy",
        status=BUILT,
    )
    access: AccessProfile = profile("access", AccessProfile, "Access from outside.")
    identity: str | None = key(
        "identity",
        None,
        "Type of the identity that masters use for the Azure API.",
        unset="UserAssigned",
        values=("UserAssigned", "SystemAssigned"),
        rule="A57",
        status=built(needs=[Needs("orchestratorProfile.kubernetesConfig.useManagedIdentity", True)]),
    )
    service_principal_certificate: KeyvaultSecretRef | None = key(
        "servicePrincipalCertificate",
        None,
        "The certificate of the service principal in an existing vault, in place of a secret. The secretName is the "
        "name of the certificate.",
        unset="none: the service principal has a secret",
        rule="V132",
        reaches="aadClientCertPath, azurerm_role_assignment",
        status=BY_FIELDS,
    )
    assign_roles: bool | None = key(
        "assignRoles",
        None,
        "Whether the apply assigns roles in Azure. False: you assign them, as the output role_assignments says.",
        unset="true",
        reaches="azurerm_role_assignment, output role_assignments",
        status=BUILT,
    )
    backend: BackendProfile = profile("backend", BackendProfile, "The backend of the Terraform state.")
    backup: BackupProfile = profile("backup", BackupProfile, "Snapshots of etcd.")
    mirrors: MirrorsProfile = profile("mirrors", MirrorsProfile, "Mirrors of registries and packages.")
    boot_scripts: BootScriptsProfile = profile(
        "bootScripts", BootScriptsProfile, "Scripts that machines run at their first boot."
    )
    http_proxy: HttpProxyProfile = profile("httpProxy", HttpProxyProfile, "The HTTP proxy of the nodes.")
    images: ImagesProfile = profile("images", ImagesProfile, "Custom images.")
    disk_encryption_set_id: str | None = key(
        "diskEncryptionSetId",
        None,
        "Resource id of a disk encryption set, which encrypts OS disks and etcd disks of masters with your key. Pools "
        "have diskEncryptionSetID.",
        unset="none: Azure encrypts disks with keys that it keeps",
        rule="V102",
        reaches="disk_encryption_set_id",
        status=BUILT,
    )
    container_registries: list[str] | None = key(
        "containerRegistries",
        None,
        "Resource ids of Azure container registries that all nodes can pull from without a Secret.",
        unset="none: images are pulled without a password, or with a Secret in the namespace of the pod",
        rule="A145",
        reaches="azurerm_role_assignment, acr-credential-provider",
        status=BUILT,
    )
    subnets: dict[str, str] | None = key(
        "subnets",
        None,
        "Ranges of existing subnets: a map from the id of a subnet to its CIDR. Without it, address capacity is not "
        "checked.",
        unset="none",
        rule="A70",
        reaches="postcondition of data.azurerm_subnet",
        status=built(needs=[Needs("masterProfile.vnetSubnetID", rule="A70")]),
    )
    remote_states: list[RemoteState] | None = key(
        "remoteStates",
        None,
        "States of other Terraform configurations. The id of a network resource can be an output of one: "
        "remoteState.NAME.OUTPUT.",
        unset="none",
        rule="A262",
        status=BY_FIELDS,
    )
    vnet: VnetProfile = profile("vnet", VnetProfile, "An existing virtual network.")
    private_endpoints: PrivateEndpointsProfile = profile(
        "privateEndpoints", PrivateEndpointsProfile, "Private endpoints of vaults and storage."
    )
    encryption: EncryptionProfile = profile("encryption", EncryptionProfile, "Encryption of Secrets in etcd.")
    certificate_authorities: AuthoritiesProfile = profile(
        "certificateAuthorities", AuthoritiesProfile, "Certificate authorities of your organization."
    )
    lookup: LookupProfile = profile("lookup", LookupProfile, "Existing resources that each plan reads.")
    workload_identity: WorkloadIdentityProfile = profile(
        "workloadIdentity", WorkloadIdentityProfile, "Identities of Microsoft Entra ID for pods."
    )
    signing_key_versions: list[int] | None = key(
        "signingKeyVersions",
        None,
        "Numbers of the keys for tokens of service accounts. The first one signs tokens, and API servers accept those "
        "of all. The first master creates a key that does not exist.",
        unset="[1]",
        rule="A374",
        reaches="service-account-key-file, service-account-signing-key-file, service-account-private-key-file",
        status=BUILT,
    )
    dns_links: dict[str, str] | None = key(
        "dnsLinks",
        None,
        "Other virtual networks that resolve the private names of the cluster, such as peered networks: a map from a "
        "name to the resource id of the virtual network.",
        unset="none: the names are known in the virtual network of the cluster only",
        rule="A260",
        reaches="azurerm_private_dns_zone_virtual_network_link",
        status=BUILT,
    )
    jumpbox: JumpboxProfile | None = key(
        "jumpbox",
        None,
        "A jumpbox. Unlike privateCluster.jumpboxProfile, it does not require a private cluster.",
        unset="none",
        rule="A245",
        status=BY_FIELDS,
    )
    bastion: BastionProfile = profile("bastion", BastionProfile, "SSH to machines by Azure Bastion.")
    rolling_replacement: list[RollingReplacement] | None = key(
        "rollingReplacement",
        None,
        "Pools whose agents an apply replaces, a few at a time, after the machines of the model have changed.",
        unset="none: agents that run do not change",
        rule="A430",
        status=BY_FIELDS,
    )
    silence: dict[str, str] | None = key(
        "silence",
        None,
        "Rules that are silenced for this model: a map from the id of a rule to the reason.",
        unset="none",
        rule="A71",
        status=CHECKED,
    )
