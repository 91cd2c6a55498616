"""A storage account whose blobs only identities with a role write."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from cdktf import TerraformResourceLifecycle
from cdktf_cdktf_provider_azurerm.storage_account import (
    StorageAccount,
    StorageAccountBlobProperties,
    StorageAccountBlobPropertiesContainerDeleteRetentionPolicy,
    StorageAccountBlobPropertiesDeleteRetentionPolicy,
)
from cdktf_cdktf_provider_random.string_resource import StringResource
from constructs import Construct

from .address import address
from .check_block import add_check
from .resource_group import Group

DATA_CONTRIBUTOR = "Storage Blob Data Contributor"
_SOFT_DELETE_DAYS = 7


def storage_account(
    scope: Construct,
    *,
    group: Group,
    prefix: str,
    replication: str,
    public_blobs: bool,
    lifecycle: TerraformResourceLifecycle | None,
    **more: Any,
) -> StorageAccount:
    """It rejects its keys, and has no local users. Deleted blobs can be brought back for a week.

    Its name is `prefix` and six random characters kept in the state. `replication` is Azure's: LRS, ZRS and the like.
    `more` are further arguments of the resource.
    """
    ending = StringResource(scope, "name", length=6, special=False, upper=False)
    return StorageAccount(
        scope,
        "Resource",
        name=f"{prefix}{ending.result}",
        resource_group_name=group.name,
        location=group.location,
        account_tier="Standard",
        account_replication_type=replication,
        min_tls_version="TLS1_2",
        shared_access_key_enabled=False,
        allow_nested_items_to_be_public=public_blobs,
        local_user_enabled=False,
        blob_properties=StorageAccountBlobProperties(
            delete_retention_policy=StorageAccountBlobPropertiesDeleteRetentionPolicy(days=_SOFT_DELETE_DAYS),
            container_delete_retention_policy=StorageAccountBlobPropertiesContainerDeleteRetentionPolicy(
                days=_SOFT_DELETE_DAYS
            ),
        ),
        lifecycle=lifecycle,
        **more,
    )


def warn_of_open(scope: Construct, account: StorageAccount, closed: Mapping[str, str], remedy: str) -> None:
    """A check of the conditions in `closed` about `ACCOUNT`, each with what is wrong if it is false.

    A plan shows that it reverts such a change. A refresh reports it only with this check.
    """
    text = address(account)
    conditions = {
        f"${{{condition.replace('ACCOUNT', text)}}}": f"{what} {remedy}" for condition, what in closed.items()
    }
    add_check(scope, f"{account.friendly_unique_id}_closed", conditions)
