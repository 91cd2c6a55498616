"""A borrowed image gallery."""

from __future__ import annotations

import json

from cdktf import Postcondition, TerraformProvider, TerraformResourceLifecycle
from cdktf_cdktf_provider_azurerm.data_azurerm_shared_image import DataAzurermSharedImage
from cdktf_cdktf_provider_azurerm.data_azurerm_shared_image_version import DataAzurermSharedImageVersion
from constructs import Construct

from aksynth.blueprint.images import GalleryImage, PurchasePlan

from .region_name import region_name

_GENERATION = 'coalesce(self.hyper_v_generation, "V1")'
_ARCHITECTURE = 'coalesce(self.architecture, "x64")'
"""Azure leaves both out of old image definitions: https://learn.microsoft.com/rest/api/compute/gallery-images/get"""
_PLAN = 'join(":", flatten([for p in self.purchase_plan : [p.publisher, p.product, p.name]]))'
"""Publisher, product and name; empty without a plan."""
_SIZE = "coalesce(self.os_disk_image_size_gb, 0)"


class SharedImageGallery(Construct):
    """An image of a gallery that exists (Azure Compute Gallery). Neither it nor the gallery is changed.

    Each plan reads the image definition and the version. It fails if they do not exist, or if the machines cannot boot
    them: generalized Linux images of the generations and the architecture in `image`, with the purchase plan `plan`,
    that fit on the OS disk. A numbered version must be replicated to `location`. Of the latest, Azure uses one that is.

    `provider` is that of the gallery's subscription. Without it, the gallery must be in that of the stack's provider.
    `image_id` is what machines refer to.
    """

    def __init__(
        self,
        scope: Construct,
        id_: str,
        *,
        image: GalleryImage,
        plan: PurchasePlan | None = None,
        location: str | None = None,
        provider: TerraformProvider | None = None,
    ) -> None:
        super().__init__(scope, id_)
        self.image_id = image.id
        DataAzurermSharedImage(
            self,
            "Resource",
            name=image.definition,
            gallery_name=image.gallery,
            resource_group_name=image.resource_group,
            provider=provider,
            lifecycle=TerraformResourceLifecycle(postcondition=_boots(image, plan)),
        )
        replicated = [_is_in(image, location)] if location and image.version != "latest" else []
        fits = [_fits(image.os_disk_gb)] if image.os_disk_gb else []
        DataAzurermSharedImageVersion(
            self,
            "version",
            name=image.version,
            image_name=image.definition,
            gallery_name=image.gallery,
            resource_group_name=image.resource_group,
            sort_versions_by_semver=True if image.version == "latest" else None,
            provider=provider,
            lifecycle=TerraformResourceLifecycle(postcondition=[*replicated, *fits]),
        )


def _boots(image: GalleryImage, plan: PurchasePlan | None) -> list[Postcondition]:
    name, wanted = f"Image definition {image.definition} of gallery {image.gallery}", plan.text if plan else ""
    proofs = [
        (
            'self.os_type == "Linux" && !self.specialized',
            f'{name} has ${{self.specialized ? "specialized" : "generalized"}} images of ${{self.os_type}}. Nodes need '
            "generalized images of Linux. Use another image definition.",
        ),
        (
            "!self.trusted_launch_enabled && !self.confidential_vm_enabled",
            f"{name} has images for machines with Trusted Launch or confidential machines only, and aksynth creates "
            "neither. Use an image definition with another SecurityType, such as TrustedLaunchSupported.",
        ),
        (
            f'lower({_PLAN}) == "{wanted.lower()}"',
            f'{name} has the purchase plan "${{{_PLAN}}}", and the machines have "{wanted}". Set the plan in '
            "properties.aksynth.images.plans, or remove it there.",
        ),
    ]
    if image.generations:
        proofs.append(
            (
                f"contains({json.dumps(list(image.generations))}, {_GENERATION})",
                f"{name} has images of Hyper-V generation ${{{_GENERATION}}}, and the machines boot "
                f"{' and '.join(image.generations)}. Use another image definition, or another vmSize.",
            )
        )
    if image.architecture:
        proofs.append(
            (
                f'lower({_ARCHITECTURE}) == "{image.architecture.lower()}"',
                f"{name} has images for ${{{_ARCHITECTURE}}}, and the machines are {image.architecture}. Use another "
                "image definition, or another vmSize.",
            )
        )
    return [Postcondition(condition=f"${{{condition}}}", error_message=message) for condition, message in proofs]


def _is_in(image: GalleryImage, location: str) -> Postcondition:
    regions = "[for r in self.target_region : r.name]"
    message = (
        f"Version {image.version} of image definition {image.definition} in gallery {image.gallery} is replicated to "
        f'${{join(", ", {regions})}}, and the machines are in {location}. Replicate it to that region with '
        "az sig image-version update, or use another version."
    )
    return Postcondition(condition=f"${{contains({regions}, {region_name(location)})}}", error_message=message)


def _fits(os_disk_gb: int) -> Postcondition:
    """azurerm leaves the size out for a version that was not made of a machine or a managed image, and 0 is a size
    that Azure does not tell (v4.55.0, shared_image_version_data_source.go)."""
    message = (
        "Version ${self.name} of image definition ${self.image_name} in gallery ${self.gallery_name} has "
        f"${{{_SIZE}}} GiB, and the OS disks have {os_disk_gb}. Increase osDiskSizeGB, or remove it."
    )
    return Postcondition(condition=f"${{{_SIZE} <= {os_disk_gb}}}", error_message=message)
