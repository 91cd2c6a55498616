"""What only Azure knows about a cluster."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class AzureFacts:
    """Plain text, or a placeholder until an apply: insert it, never split, measure or escape it.

    Vaults and the snapshots' storage account are names, "" where the cluster has none; `azure_client_id` is the
    identity or service principal that the cloud provider uses, "" for the machine's own; `ssh_keys` has one public key
    a line.
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
