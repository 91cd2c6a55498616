"""Custom images: their ids, and what a plan can compare."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

from aksynth.apimodel import AgentPoolProfile, ApiModel
from aksynth.apimodel.image_reference import ImageReference
from aksynth.apimodel.machine import MachineProfile
from aksynth.catalog import vm_sizes

_SEGMENTS = {"communitygalleries": "communityGalleries", "sharedgalleries": "sharedGalleries"}


@dataclass(frozen=True, kw_only=True)
class PurchasePlan:
    """The plan of an image that was made from an image of the marketplace."""

    publisher: str
    product: str
    name: str

    @property
    def text(self) -> str:
        """As the api model has it."""
        return f"{self.publisher}:{self.product}:{self.name}"


@dataclass(frozen=True, kw_only=True)
class GalleryImage:
    """A version of an image definition in a gallery, and which images the machines boot."""

    subscription_id: str
    resource_group: str
    gallery: str
    definition: str
    version: str = "latest"
    """Such as 1.36.4, or latest."""
    generations: tuple[str, ...] = ()
    """Hyper-V generations, V1 and V2. Empty: not known."""
    architecture: str | None = None
    """x64 or Arm64, as Azure calls them. None: not known."""
    os_disk_gb: int | None = None
    """Size of the OS disks in GiB. None: that of the image."""

    @property
    def id(self) -> str:
        """The id of a definition means its latest version. azurerm accepts both forms (v4.55.0,
        linux_virtual_machine_resource.go, `source_image_id`)."""
        start = f"/subscriptions/{self.subscription_id}/resourceGroups/{self.resource_group}/providers"
        definition = f"{start}/Microsoft.Compute/galleries/{self.gallery}/images/{self.definition}"
        return _version(definition, self.version)


@dataclass(frozen=True, kw_only=True)
class ManagedImage:
    """A managed image in the subscription of the cluster."""

    resource_group: str
    name: str
    os_disk_gb: int | None = None
    """Size of the OS disks in GiB. None: that of the image."""

    @property
    def id(self) -> str:
        return f"/resourceGroups/{self.resource_group}/providers/Microsoft.Compute/images/{self.name}"


class CustomImage(NamedTuple):
    """An image of yours, or of a community. Without a subscription, its id starts with `/resourceGroups/`.

    Each plan of Terraform looks `gallery` or `managed` up, if there is one."""

    id: str
    plan: PurchasePlan | None = None
    gallery: GalleryImage | None = None
    managed: ManagedImage | None = None


def masters_image(model: ApiModel) -> CustomImage | None:
    images, masters = model.properties.aksynth.images, model.properties.master_profile
    found = public_image(images.masters) or _of(masters, lookup=images.lookup is not False)
    return _with_plan(found, images.plans.masters)


def pool_image(model: ApiModel, pool: AgentPoolProfile) -> CustomImage | None:
    images = model.properties.aksynth.images
    public = public_image((images.pools or {}).get(pool.name))
    found = public or _of(pool, lookup=images.lookup is not False)
    return _with_plan(found, (images.plans.pools or {}).get(pool.name))


def public_image(id_: str | None) -> CustomImage | None:
    """The id with the case of its segments that azurerm requires (v4.55.0, community_gallery_image_version.go); `az`
    prints other ones."""
    if not id_:
        return None
    _, kind, gallery, _, image, *version = id_.split("/")
    definition = f"/{_SEGMENTS[kind.lower()]}/{gallery}/images/{image}"
    return CustomImage(id=_version(definition, version[1] if version else None))


def _of(profile: MachineProfile, *, lookup: bool) -> CustomImage | None:
    reference = profile.image_reference
    if not reference or not reference.name:
        return None
    if not reference.gallery:
        managed = _managed_image(reference, profile)
        return CustomImage(id=managed.id, managed=managed if lookup else None)
    image = _gallery_image(reference, profile)
    return CustomImage(id=image.id, gallery=image if lookup else None)


def _managed_image(reference: ImageReference, profile: MachineProfile) -> ManagedImage:
    return ManagedImage(
        resource_group=reference.resource_group or "",
        name=reference.name or "",
        os_disk_gb=profile.os_disk_size_gb or None,
    )


def _gallery_image(reference: ImageReference, profile: MachineProfile) -> GalleryImage:
    size = vm_sizes.find(profile.vm_size)
    return GalleryImage(
        subscription_id=reference.subscription_id or "",
        resource_group=reference.resource_group or "",
        gallery=reference.gallery or "",
        definition=reference.name or "",
        version=reference.version or "latest",
        generations=(size.hyper_v_generations if size else None) or (),
        architecture={"amd64": "x64", "arm64": "Arm64"}.get((size.cpu_architecture if size else None) or ""),
        os_disk_gb=profile.os_disk_size_gb or None,
    )


def _version(definition: str, version: str | None) -> str:
    return f"{definition}/versions/{version}" if version and version.lower() != "latest" else definition


def _with_plan(image: CustomImage | None, text: str | None) -> CustomImage | None:
    if not image or not text:
        return image
    publisher, product, name = text.split(":")
    plan = PurchasePlan(publisher=publisher, product=product, name=name)
    return image._replace(plan=plan)
