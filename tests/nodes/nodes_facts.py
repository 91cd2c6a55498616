"""What only Azure knows, as the nodes' Azure has it."""

from __future__ import annotations

from aksynth.bootstrap import AzureFacts

MASTER, NODE = "cp-client", "node-client"
FACTS = AzureFacts(
    tenant_id="tenant",
    subscription_id="subscription",
    location="westeurope",
    resource_group="group",
    masters_vault="kv-m",
    nodes_vault="kv-n",
    access_vault="kv-a",
    inputs_vault="kv-i",
    masters_client_id=MASTER,
    nodes_client_id=NODE,
    azure_client_id="azure-client",
    public_name="api.westeurope.cloudapp.azure.com",
    ssh_keys="ssh-ed25519 AAAA one",
    backup_account="snapshots",
    kms_vault="kv-k",
)
