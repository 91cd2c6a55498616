"""Custom images."""

from __future__ import annotations

from aksynth.apimodel.profile import WholeProfile, key


class ImageReference(WholeProfile):
    """A managed image (name and resourceGroup) or a version in a gallery (all five)."""

    name: str | None = key("name", None, "Managed image, or image definition of the gallery.", rule="V120")
    resource_group: str | None = key("resourceGroup", None, "Resource group of the image or gallery.", rule="V120")
    subscription_id: str | None = key("subscriptionId", None, "Subscription of the gallery.")
    gallery: str | None = key("gallery", None, "Shared image gallery (Azure Compute Gallery).")
    version: str | None = key("version", None, "Version in the gallery, such as 1.36.4.")
