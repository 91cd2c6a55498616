"""`properties.aksynth`: settings that the vlabs api model does not have."""

from __future__ import annotations

from aksynth.apimodel.access import AccessProfile
from aksynth.apimodel.authorities import AuthoritiesProfile
from aksynth.apimodel.backend import BackendProfile
from aksynth.apimodel.backup import BackupProfile
from aksynth.apimodel.bastion import BastionProfile
from aksynth.apimodel.boot_scripts import BootScriptsProfile
from aksynth.apimodel.encryption import EncryptionProfile
from aksynth.apimodel.http_proxy import HttpProxyProfile
from aksynth.apimodel.image_reference import ImagesProfile
from aksynth.apimodel.lookup import LookupProfile
from aksynth.apimodel.mirrors import MirrorsProfile
from aksynth.apimodel.principals import KeyvaultSecretRef
from aksynth.apimodel.private_cluster import JumpboxProfile
from aksynth.apimodel.private_endpoints import PrivateEndpointsProfile
from aksynth.apimodel.profile import Profile, key, profile
from aksynth.apimodel.remote_state import RemoteState
from aksynth.apimodel.resource_group import ResourceGroupProfile
from aksynth.apimodel.rolling import RollingReplacement
from aksynth.apimodel.status import BUILT, BY_FIELDS, CHECKED, Needs, built
from aksynth.apimodel.vnet import VnetProfile
from aksynth.apimodel.workload_identity import WorkloadIdentityProfile


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
