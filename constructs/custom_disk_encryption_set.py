"""A borrowed disk encryption set."""

from __future__ import annotations

from cdktf import Postcondition, Precondition, TerraformResourceLifecycle
from cdktf_cdktf_provider_azurerm.data_azurerm_disk_encryption_set import DataAzurermDiskEncryptionSet
from constructs import Construct

from aksynth.resource_id import ResourceId

from .region_name import region_name
from .same_subscription import same_subscription

_OWN_ONLY = "Azure encrypts disks with sets of their own subscription and region only. Use another set."
"""https://learn.microsoft.com/azure/virtual-machines/disk-encryption#restrictions"""


class CustomDiskEncryptionSet(Construct):
    """A disk encryption set that exists, by its resource id. It is not changed.

    Each plan reads it. The plan fails if the set does not exist, or is not in the subscription and the region of the
    disks. `subscription_id` is an expression. azurerm reads neither the type of the encryption nor the rights of the
    set on its key (v4.55.0, disk_encryption_set_data_source.go).
    """

    def __init__(self, scope: Construct, id_: str, *, set_id: str, subscription_id: str, location: str) -> None:
        super().__init__(scope, id_)
        place = ResourceId.parse(set_id)
        name = f"Disk encryption set {place.name}"
        here = Precondition(
            condition=same_subscription(subscription_id, place.subscription),
            error_message=f"{name} is in subscription {place.subscription}, and the disks are in {subscription_id}. "
            f"{_OWN_ONLY}",
        )
        near = Postcondition(
            condition=f"${{self.location == {region_name(location)}}}",
            error_message=f"{name} is in the region ${{self.location}}, and the disks are in {location}. {_OWN_ONLY}",
        )
        DataAzurermDiskEncryptionSet(
            self,
            "Resource",
            name=place.name,
            resource_group_name=place.resource_group,
            lifecycle=TerraformResourceLifecycle(precondition=[here], postcondition=[near]),
        )
