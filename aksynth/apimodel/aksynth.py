"""`properties.aksynth`: what the vlabs api model cannot say."""

from __future__ import annotations

from aksynth.apimodel.profile import Profile, key, profile


class ResourceGroupProfile(Profile):
    """Where everything lies."""

    name: str | None = key("name", None, "Default: the dnsPrefix.")
    existing: bool | None = key("existing", None, "True: it exists, and is never changed or destroyed.")


class AccessProfile(Profile):
    """Who reaches the cluster from outside."""

    api_ranges: list[str] | None = key("apiRanges", None, "CIDRs that reach the public API; else a variable asks.")
    ssh_ranges: list[str] | None = key("sshRanges", None, "CIDRs that reach the masters by SSH; default none.")
    vault_readers: list[str] | None = key(
        "vaultReaders", None, "Object ids that read the kubeconfigs; default: who applies first."
    )


class AzurermBackend(Profile):
    """An Azure storage container for the Terraform state."""

    resource_group_name: str = key("resourceGroupName", "", "Resource group of the storage account.")
    storage_account_name: str = key("storageAccountName", "", "Storage account.")
    container_name: str = key("containerName", "", "Container.")
    key: str | None = key("key", None, "Blob; default DNSPREFIX.tfstate.")


class BackendProfile(Profile):
    """Where the Terraform state is kept; default: a file beside the output."""

    azurerm: AzurermBackend | None = key("azurerm", None, "In Azure storage.")


class AksynthProfile(Profile):
    """All of it."""

    resource_group: ResourceGroupProfile = profile("resourceGroup", ResourceGroupProfile, "Where everything lies.")
    protect: bool | None = key("protect", None, "Terraform refuses to destroy etcd disks and PKI; default true.")
    access: AccessProfile = profile("access", AccessProfile, "Who reaches the cluster.")
    identity: str | None = key("identity", None, "UserAssigned (default) or SystemAssigned, for the Azure API.")
    backend: BackendProfile = profile("backend", BackendProfile, "Where the Terraform state is kept.")
