"""A borrowed managed image."""

from __future__ import annotations

from cdktf import Postcondition, TerraformResourceLifecycle
from cdktf_cdktf_provider_azurerm.data_azurerm_image import DataAzurermImage
from constructs import Construct

from aksynth.blueprint.images import ManagedImage

from .region_name import region_name


class CustomManagedImage(Construct):
    """A managed image that exists, in the subscription of the stack's provider. It is not changed.

    Each plan reads it. The plan fails if it does not exist, or if machines in `location` cannot boot it: a generalized
    Linux image of their region that fits on the OS disk. azurerm does not read its Hyper-V generation (v4.55.0,
    image_data_source.go).
    """

    def __init__(self, scope: Construct, id_: str, *, image: ManagedImage, location: str) -> None:
        super().__init__(scope, id_)
        conditions = {**_boots(image), **_is_in(image, location), **_fits(image)}
        DataAzurermImage(
            self,
            "Resource",
            name=image.name,
            resource_group_name=image.resource_group,
            lifecycle=TerraformResourceLifecycle(
                postcondition=[
                    Postcondition(condition=f"${{{condition}}}", error_message=f"Managed image {image.name} {message}")
                    for condition, message in conditions.items()
                ]
            ),
        )


def _boots(image: ManagedImage) -> dict[str, str]:
    state, kind = "self.os_disk[0].os_state", "self.os_disk[0].os_type"
    return {
        f'{kind} == "Linux" && {state} == "Generalized"': f"is a ${{lower({state})}} image of ${{{kind}}}. Nodes need "
        "generalized images of Linux. Use another image.",
    }


def _is_in(image: ManagedImage, location: str) -> dict[str, str]:
    """https://learn.microsoft.com/azure/virtual-machines/capture-image-resource"""
    return {
        f"self.location == {region_name(location)}": f"is in the region ${{self.location}}, and the machines are in "
        f"{location}. Azure creates machines from managed images of their own region only. Use another image, or an "
        "image of a gallery, which can be replicated.",
    }


def _fits(image: ManagedImage) -> dict[str, str]:
    """The size is 0 if Azure does not tell it."""
    if not image.os_disk_gb:
        return {}
    size = "self.os_disk[0].size_gb"
    return {
        f"{size} <= {image.os_disk_gb}": f"has ${{{size}}} GiB, and the OS disks have {image.os_disk_gb}. Increase "
        "osDiskSizeGB, or remove it.",
    }
