"""Custom images."""

from __future__ import annotations

from aksynth.apimodel.patterns import GUID, PLAN
from aksynth.apimodel.profile import Profile, WholeProfile, key, profile
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


class PurchasePlansProfile(Profile):
    """Purchase plans of custom images that were made from images of the marketplace."""

    masters: str | None = key(
        "masters",
        None,
        "Plan of the image of the masters: publisher:product:name.",
        unset="none: the image has no plan",
        pattern=PLAN,
        rule="A214",
        reaches="plan",
        status=BUILT,
    )
    pools: dict[str, str] | None = key(
        "pools",
        None,
        "The same for agents: a map from the name of a pool to the plan.",
        unset="none: the images have no plan",
        rule="A214",
        reaches="plan",
        status=BUILT,
    )


class ImagesProfile(Profile):
    """What an `imageReference` cannot say: images of galleries outside of your subscriptions, and purchase plans."""

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
    plans: PurchasePlansProfile = profile("plans", PurchasePlansProfile, "Purchase plans of custom images.")
    lookup: bool | None = key(
        "lookup",
        None,
        "Whether each plan reads managed images, and images of galleries in your subscriptions, and compares them with "
        "the machines.",
        unset="true",
        reaches="data.azurerm_image, data.azurerm_shared_image, data.azurerm_shared_image_version",
        status=BUILT,
    )
