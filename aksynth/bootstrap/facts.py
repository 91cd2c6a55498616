"""Values of a cluster that are known after an apply."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class AzureFacts:
    """Plain text, or a placeholder until an apply. Insert it only: never split, measure or escape it.

    Vaults and the storage account of snapshots are names, "" if the cluster has none. `issuer` is a URL, or "".
    `azure_client_id` is that of the identity or service principal for the cloud provider, "" for the identity of the
    machine. `ssh_keys` has one public key per line.
    """

    tenant_id: str
    subscription_id: str
    location: str
    resource_group: str
    masters_vault: str
    nodes_vault: str
    access_vault: str
    inputs_vault: str
    masters_client_id: str
    nodes_client_id: str
    azure_client_id: str
    public_name: str
    ssh_keys: str
    backup_account: str = ""
    kms_vault: str = ""
    issuer: str = ""
