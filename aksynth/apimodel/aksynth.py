"""`properties.aksynth`: what the vlabs api model cannot say."""

from __future__ import annotations

from aksynth.apimodel.patterns import GUID
from aksynth.apimodel.profile import Profile, key, profile
from aksynth.apimodel.status import BUILT, BY_FIELDS, CHECKED, Needs, built, not_built


class ResourceGroupProfile(Profile):
    """Where everything lies."""

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
        "True: it exists, and is never changed or destroyed.",
        unset="false",
        rule="A54",
        reaches="data.azurerm_resource_group",
        status=BUILT,
    )


class AccessProfile(Profile):
    """Who reaches the cluster from outside."""

    api_ranges: list[str] | None = key(
        "apiRanges",
        None,
        "Ranges that reach the public API.",
        unit="CIDR",
        unset="a Terraform variable asks",
        rule="A30",
        reaches="security_rule, network_acls",
        status=BUILT,
    )
    ssh_ranges: list[str] | None = key(
        "sshRanges",
        None,
        "Ranges that reach the masters by SSH.",
        unit="CIDR",
        unset="none: no SSH from outside",
        rule="A30",
        reaches="security_rule, azurerm_lb_nat_rule",
        status=BUILT,
    )
    vault_readers: list[str] | None = key(
        "vaultReaders",
        None,
        "Object ids that may read the kubeconfigs.",
        unset="who applies first",
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
    """Where the Terraform state is kept."""

    azurerm: AzurermBackend | None = key(
        "azurerm", None, "In Azure storage.", unset="a file beside the output", status=BY_FIELDS
    )


class BackupProfile(Profile):
    """Snapshots of etcd, in a storage account of the cluster's own."""

    enabled: bool | None = key(
        "enabled",
        None,
        "Snapshots of etcd are taken.",
        unset="true",
        rule="A95",
        reaches="azurerm_storage_account",
        status=BUILT,
    )
    interval_hours: int | None = key(
        "intervalHours",
        None,
        "Time from one snapshot to the next.",
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
        "How long a snapshot is kept.",
        unit="days",
        unset="14",
        minimum=1,
        maximum=365,
        rule="A94",
        reaches="azurerm_storage_management_policy",
        status=built(needs=[Needs("enabled", True)]),
    )


class MirrorsProfile(Profile):
    """Where images and packages come from, in place of their publishers."""

    registries: dict[str, str] | None = key(
        "registries",
        None,
        "Registries that stand in for others, from a registry's host to the mirror's host and path.",
        unset="none: images come from their publishers",
        rule="A96",
        reaches="/etc/containerd/certs.d, imageRepository",
        status=BUILT,
    )
    packages: str | None = key(
        "packages",
        None,
        "Address below which everything that machines download lies, each file by its publisher's host and path.",
        unset="none: packages come from their publishers",
        rule="A97",
        reaches="apt, curl, helm",
        status=BUILT,
    )


class AksynthProfile(Profile):
    """All of it."""

    resource_group: ResourceGroupProfile = profile("resourceGroup", ResourceGroupProfile, "Where everything lies.")
    protect: bool | None = key(
        "protect",
        None,
        "Terraform refuses to destroy etcd disks and PKI.",
        unset="true",
        reaches="lifecycle.prevent_destroy",
        status=BUILT,
    )
    access: AccessProfile = profile("access", AccessProfile, "Who reaches the cluster.")
    identity: str | None = key(
        "identity",
        None,
        "Kind of the masters' identity for the Azure API.",
        unset="UserAssigned",
        values=("UserAssigned", "SystemAssigned"),
        rule="A57",
        status=built(needs=[Needs("orchestratorProfile.kubernetesConfig.useManagedIdentity", True)]),
    )
    backend: BackendProfile = profile("backend", BackendProfile, "Where the Terraform state is kept.")
    backup: BackupProfile = profile("backup", BackupProfile, "Snapshots of etcd.")
    mirrors: MirrorsProfile = profile("mirrors", MirrorsProfile, "Where images and packages come from.")
    container_registries: list[str] | None = key(
        "containerRegistries",
        None,
        "Resource ids of Azure container registries that every node pulls from, without a secret in the cluster.",
        unset="none: images are pulled without a password, or with a secret of the pod's namespace",
        rule="A145",
        reaches="azurerm_role_assignment, acr-credential-provider",
        status=BUILT,
    )
    subnets: dict[str, str] | None = key(
        "subnets",
        None,
        "Ranges of existing subnets, from a subnet's id to its CIDR: without them, what needs the range cannot be "
        "proved before the plan.",
        unset="none",
        rule="A70",
        status=not_built(needs=[Needs("masterProfile.vnetSubnetID", rule="A70")]),
    )
    silence: dict[str, str] | None = key(
        "silence",
        None,
        "Rules that say nothing about this model, from the rule's id to the reason why.",
        unset="none",
        rule="A71",
        status=CHECKED,
    )
