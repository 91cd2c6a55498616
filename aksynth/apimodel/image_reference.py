"""Custom images."""

from __future__ import annotations

from aksynth.apimodel.patterns import GUID
from aksynth.apimodel.profile import Profile, WholeProfile, key
from aksynth.apimodel.status import BUILT


class ImageReference(Profile):
    """A managed image (name and resourceGroup) or an image of a gallery (all five)."""

    name: str | None = key(
        "name",
        None,
        "Managed image, or image definition of the gallery.",
        rule="V120",
        reaches="source_image_id",
        status=BUILT,
    )
    resource_group: str | None = key(
        "resourceGroup",
        None,
        "Resource group of the image or gallery.",
        rule="V120",
        reaches="source_image_id",
        status=BUILT,
    )
    subscription_id: str | None = key(
        "subscriptionId",
        None,
        "Subscription of the gallery. It can differ from that of the cluster.",
        rule="A210",
        pattern=GUID,
        reaches="source_image_id",
        status=BUILT,
    )
    gallery: str | None = key(
        "gallery",
        None,
        "Shared image gallery (Azure Compute Gallery).",
        rule="A85",
        reaches="source_image_id",
        status=BUILT,
    )
    version: str | None = key(
        "version",
        None,
        "Version in the gallery, such as 1.36.4, or latest.",
        rule="A86",
        reaches="source_image_id",
        status=BUILT,
    )


class WindowsImageReference(WholeProfile):
    """The same for Windows agents."""

    name: str | None = key("name", None, "Managed image, or image definition of the gallery.")
    resource_group: str | None = key("resourceGroup", None, "Resource group of the image or gallery.")
    subscription_id: str | None = key("subscriptionId", None, "Subscription of the gallery.")
    gallery: str | None = key("gallery", None, "Shared image gallery (Azure Compute Gallery).")
    version: str | None = key("version", None, "Version in the gallery, such as 1.36.4.")


class PublicImagesProfile(Profile):
    """Images of galleries outside of your subscriptions. An `imageReference` cannot name them."""

    masters: str | None = key(
        "masters",
        None,
        "Image of the masters: its id in a community gallery, or in a gallery that is shared with your tenant.",
        unset="the imageReference of the masters",
        rule="A211",
        reaches="source_image_id",
        status=BUILT,
    )
    pools: dict[str, str] | None = key(
        "pools",
        None,
        "The same for agents: a map from the name of a pool to the id.",
        unset="the imageReference of the pool",
        rule="A211",
        reaches="source_image_id",
        status=BUILT,
    )
