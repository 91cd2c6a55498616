"""The storage account of etcd snapshots."""

from __future__ import annotations

from collections.abc import Sequence

from cdktf import ITerraformDependable, TerraformResource, TerraformResourceLifecycle
from cdktf_cdktf_provider_azurerm.storage_account import StorageAccountNetworkRules
from cdktf_cdktf_provider_azurerm.storage_container import StorageContainer
from cdktf_cdktf_provider_azurerm.storage_management_policy import (
    StorageManagementPolicy,
    StorageManagementPolicyRule,
    StorageManagementPolicyRuleActions,
    StorageManagementPolicyRuleActionsBaseBlob,
    StorageManagementPolicyRuleFilters,
)
from constructs import Construct

from .address import address
from .cluster_identity import Identity
from .resource_group import Group
from .roles import Roles
from .storage_account import DATA_CONTRIBUTOR, storage_account, warn_of_open

_CLOSED = {
    "ACCOUNT.shared_access_key_enabled == false": "The storage account of the etcd snapshots accepts account keys.",
    "ACCOUNT.local_user_enabled == false": "The storage account of the etcd snapshots accepts local users.",
    "ACCOUNT.allow_nested_items_to_be_public == false": "The storage account of the etcd snapshots allows public "
    "containers.",
    'contains(ACCOUNT.network_rules[*].default_action, "Deny")': "The storage account of the etcd snapshots is open to "
    "every network.",
}
"""Conditions, each with the message if it is false. azurerm reads no network rules of an account with Azure's defaults
(v4.55.0, `flattenAccountNetworkRules` in storage_account_helpers_network.go)."""
_CLOSED_IF_PRIVATE = {
    "ACCOUNT.public_network_access_enabled == false": "The storage account of the etcd snapshots accepts public "
    "addresses.",
}
_CLOSE = (
    "It was changed outside Terraform. Run terraform apply to close it, rotate its keys, and read its activity log."
)


class EtcdBackup(Construct):
    """A storage account that only its subnets reach, or private endpoints alone with `private`, and that takes no key,
    with one container.

    Azure makes two keys for every account, and the provider keeps them in the state: `listKeys` at every read, also
    where `shared_access_key_enabled` is false (azurerm v4.55.0, storage_account_resource.go). With that flag Azure
    refuses all requests signed by them. A `check` warns of an account that was opened outside of Terraform.

    Its name is `prefix` and six random characters kept in the state. Blobs go `retention_days` after they were made,
    and can be brought back for a week. `replication` is Azure's: LRS, ZRS and the like. `protect` synthesizes
    `prevent_destroy`.
    """

    def __init__(
        self,
        scope: Construct,
        id_: str,
        *,
        group: Group,
        prefix: str,
        container: str,
        replication: str,
        retention_days: int,
        subnet_ids: Sequence[str],
        private: bool = False,
        protect: bool = False,
        roles: Roles | None = None,
    ) -> None:
        super().__init__(scope, id_)
        self._roles = roles or Roles()
        protected = TerraformResourceLifecycle(prevent_destroy=True) if protect else None
        account = storage_account(
            self,
            group=group,
            prefix=prefix,
            replication=replication,
            public_blobs=False,
            lifecycle=protected,
            # A snapshot holds the cluster's Secrets. The second layer can be had at creation only.
            infrastructure_encryption_enabled=True,
            public_network_access_enabled=False if private else None,
            network_rules=StorageAccountNetworkRules(
                default_action="Deny", bypass=["None"], virtual_network_subnet_ids=list(subnet_ids)
            ),
        )
        self._account = account
        warn_of_open(self, account, {**_CLOSED, **(_CLOSED_IF_PRIVATE if private else {})}, _CLOSE)
        # By the account's id: made by the resource manager, so that whoever applies needs no way in.
        self._container = StorageContainer(
            self,
            "container",
            name=container,
            storage_account_id=account.id,
            container_access_type="private",
            lifecycle=protected,
        )
        policy = self._policy(account.id, container, retention_days)
        # Not the account's own attribute: machines need the name alone, and do not wait for the account.
        self.account_id, self.account_name, self.container_id = account.id, str(account.name_input), self._container.id
        self.url = f"{account.primary_blob_endpoint}{container}"
        self.ready: list[ITerraformDependable] = [self._container, policy]

    def begin_after(self, resources: Sequence[TerraformResource]) -> None:
        """Create the account after these, which change the virtual network of its network rules.

        While a subnet of that network changes, Azure refuses the account: 400 `NetworkAclsValidationFailure`,
        `SubnetsNotProvisioned`. azurerm 4.55 neither takes the lock of the network for an account nor tries again
        (storage_account_resource.go; https://github.com/hashicorp/terraform-provider-azurerm/issues/3149,
        https://github.com/Azure/azure-rest-api-specs/issues/11143).
        """
        # By address: an expression, as `fqn` is in Python, is refused here.
        self._account.depends_on = [address(made) for made in resources]

    def let_write(self, identity: Identity, id_: str) -> None:
        """Allow a machine's identity to list, read and write the snapshots."""
        principal, on = identity.principal_id, self._container.id
        self.ready += self._roles.grant(self, f"role-{id_}", role=DATA_CONTRIBUTOR, on=on, principal_id=principal)

    def _policy(self, account_id: str, container: str, days: int) -> StorageManagementPolicy:
        delete = StorageManagementPolicyRuleActionsBaseBlob(delete_after_days_since_creation_greater_than=days)
        rule = StorageManagementPolicyRule(
            name="retention",
            enabled=True,
            filters=StorageManagementPolicyRuleFilters(blob_types=["blockBlob"], prefix_match=[f"{container}/"]),
            actions=StorageManagementPolicyRuleActions(base_blob=delete),
        )
        return StorageManagementPolicy(self, "retention", storage_account_id=account_id, rule=[rule])
