"""Files of the nodes, and the user data with which machines boot."""

from __future__ import annotations

from typing import TYPE_CHECKING

from aksynth.blueprint import Blueprint
from aksynth.blueprint.pools import Pool
from aksynth.bootstrap import AzureFacts, Ignition, agent_files, master_files, user_data

if TYPE_CHECKING:
    from aksynth._stacks.cluster import ClusterStack


class NodeFiles:
    """`masters` are the files of a master. The blueprint is unescaped, because user data is escaped as a whole."""

    def __init__(self, blueprint: Blueprint, facts: AzureFacts) -> None:
        self._blueprint, self._facts = blueprint, facts
        self.masters = master_files(blueprint, facts)

    @property
    def masters_user_data(self) -> str | Ignition:
        return user_data(self._blueprint, self._blueprint.masters.machine.operating_system, self.masters)

    def agents_user_data(self, pool: Pool) -> str | Ignition:
        (unescaped,) = (found for found in self._blueprint.pools if found.name == pool.name)
        files = agent_files(self._blueprint, unescaped, self._facts)
        return user_data(self._blueprint, unescaped.machine.operating_system, files)


def azure_facts(stack: ClusterStack) -> AzureFacts:
    """Tokens that Terraform fills in."""
    names = stack.vaults.names
    return AzureFacts(
        tenant_id=stack.runner.tenant_id,
        subscription_id=stack.subscription_id,
        location=stack.group.location,
        resource_group=stack.group.name,
        masters_vault=names["masters"],
        nodes_vault=names["nodes"],
        access_vault=names["access"],
        inputs_vault=names.get("inputs", ""),
        kms_vault=names.get("kms", ""),
        backup_account=stack.backup.account_name if stack.backup else "",
        issuer=stack.issuer.url if stack.issuer else "",
        masters_client_id=stack.identities.masters.client_id,
        nodes_client_id=stack.identities.nodes.client_id,
        azure_client_id=stack.identities.azure_client_id or stack.inputs.client_id,
        public_name=stack.endpoint.public_name,
        ssh_keys="\n".join(stack.unescaped.ssh_keys or stack.inputs.ssh_keys),
    )
