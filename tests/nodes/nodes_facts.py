"""What only Azure knows, as the nodes' Azure has it."""

from __future__ import annotations

from simulation.azure import state

from aksynth.bootstrap import AzureFacts

MASTER, NODE = "cp-client", "node-client"
ROLES = [
    *((MASTER, vault, state.SECRETS_OFFICER) for vault in ("kv-m", "kv-n", "kv-a")),
    (MASTER, "kv-i", state.SECRETS_USER),
    (MASTER, "kv-k", state.CRYPTO_OFFICER),
    (MASTER, "snapshots/etcd", state.BLOBS),
    (MASTER, "tokens/oidc", state.BLOBS),
    ("azure-client", "group", state.CONTRIBUTOR),
    (NODE, "kv-n", state.SECRETS_USER),
]
"""Of the stack: who, on what, which role."""


def without(place: str) -> list[tuple[str, str, str]]:
    """The roles that are left when those on a vault or container are taken away."""
    return [role for role in ROLES if role[1] != place]


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
    issuer="https://tokens.blob.core.windows.net/oidc",
)
