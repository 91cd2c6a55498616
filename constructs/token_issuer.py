"""The storage account with the public documents of an issuer of service account tokens."""

from __future__ import annotations

from cdktf import ITerraformDependable, TerraformResourceLifecycle
from cdktf_cdktf_provider_azurerm.storage_container import StorageContainer
from constructs import Construct

from .cluster_identity import Identity
from .resource_group import Group
from .roles import Roles
from .storage_account import DATA_CONTRIBUTOR, storage_account, warn_of_open

_CLOSED = {
    "ACCOUNT.shared_access_key_enabled == false": "The storage account of the issuer accepts account keys.",
    "ACCOUNT.local_user_enabled == false": "The storage account of the issuer accepts local users.",
}
_CLOSE = (
    "It was changed outside Terraform. Whoever can write its documents can get tokens for every identity that trusts "
    "the issuer. Run terraform apply to close it, rotate its keys, and read its activity log."
)


class TokenIssuer(Construct):
    """A storage account with one container. Everybody can read a blob whose name they know, and list none. Only the
    identities of `let_publish` write.

    `url` is the issuer. Its host is that of the account, so that Microsoft Entra ID finds the documents there, from the
    internet: a network rule of the account cannot admit it. The access type "blob" needs
    `allow_nested_items_to_be_public`:
    https://learn.microsoft.com/azure/storage/blobs/anonymous-read-access-configure

    A static website would need no public container, but its resource uses the data plane of the account with a role of
    whoever applies (azurerm v4.55.0, storage_account_static_website_resource.go).

    Its name is `prefix` and six random characters kept in the state. `blob_suffix` is the domain of blobs in the cloud.
    `protect` synthesizes `prevent_destroy`: with another account, the issuer is another one.
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
        blob_suffix: str,
        protect: bool = False,
        roles: Roles | None = None,
    ) -> None:
        super().__init__(scope, id_)
        self._roles = roles or Roles()
        protected = TerraformResourceLifecycle(prevent_destroy=True) if protect else None
        account = storage_account(
            self, group=group, prefix=prefix, replication=replication, public_blobs=True, lifecycle=protected
        )
        warn_of_open(self, account, _CLOSED, _CLOSE)
        self._container = StorageContainer(
            self,
            "container",
            name=container,
            storage_account_id=account.id,
            container_access_type="blob",
            lifecycle=protected,
        )
        # Of the account's name: machines need the URL, and do not wait for the account.
        self.url = f"https://{account.name_input}.{blob_suffix}/{container}"
        self.ready: list[ITerraformDependable] = [self._container]

    def let_publish(self, identity: Identity, id_: str) -> None:
        """Allow a machine's identity to write the documents. No narrower built-in role may."""
        principal, on = identity.principal_id, self._container.id
        self.ready += self._roles.grant(self, f"role-{id_}", role=DATA_CONTRIBUTOR, on=on, principal_id=principal)
