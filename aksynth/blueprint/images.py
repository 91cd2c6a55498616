"""The ids of custom images."""

from __future__ import annotations

from aksynth.apimodel import AgentPoolProfile, ApiModel
from aksynth.apimodel.image_reference import ImageReference

_SEGMENTS = {"communitygalleries": "communityGalleries", "sharedgalleries": "sharedGalleries"}


def masters_image(model: ApiModel) -> str | None:
    properties = model.properties
    return public_image(properties.aksynth.images.masters) or image_id(properties.master_profile.image_reference)


def pool_image(model: ApiModel, pool: AgentPoolProfile) -> str | None:
    images = model.properties.aksynth.images.pools or {}
    return public_image(images.get(pool.name)) or image_id(pool.image_reference)


def image_id(reference: ImageReference | None) -> str | None:
    """The id of an image; without a subscription it starts with `/resourceGroups/`.

    The id of a definition means its latest version. azurerm accepts both forms (v4.55.0,
    linux_virtual_machine_resource.go, `source_image_id`).
    """
    if not reference or not reference.name:
        return None
    subscription = f"/subscriptions/{reference.subscription_id}" if reference.subscription_id else ""
    start = f"{subscription}/resourceGroups/{reference.resource_group}/providers/Microsoft.Compute"
    if not reference.gallery:
        return f"{start}/images/{reference.name}"
    return _version(f"{start}/galleries/{reference.gallery}/images/{reference.name}", reference.version)


def public_image(id_: str | None) -> str | None:
    """The id with the case of its segments that azurerm requires (v4.55.0, community_gallery_image_version.go); `az`
    prints other ones."""
    if not id_:
        return None
    _, kind, gallery, _, image, *version = id_.split("/")
    return _version(f"/{_SEGMENTS[kind.lower()]}/{gallery}/images/{image}", version[1] if version else None)


def _version(definition: str, version: str | None) -> str:
    return f"{definition}/versions/{version}" if version and version.lower() != "latest" else definition
