"""Custom images."""

from __future__ import annotations

import re
from collections.abc import Iterator

from aksynth.apimodel.image_reference import ImageReference
from aksynth.apimodel.json_reader import Path
from aksynth.rules.case import AKSYNTH_PATH, MASTER, Case
from aksynth.rules.ids import EXAMPLE, GUID
from aksynth.rules.paths import A, X
from aksynth.rules.registry import AKSYNTH, AZURE, Finding, rule, shown

_IMAGE = {"name": "node", "resourceGroup": "images"}
_VERSION = {**_IMAGE, "subscriptionId": EXAMPLE, "gallery": "ours", "version": "1.36.4"}
_COMMUNITY = "/communityGalleries/ours-1234/images/node/versions/1.36.4"
_PLACE = (*AKSYNTH_PATH, "images")
PLANS = (*_PLACE, "plans")
_ID = re.compile(
    r"/(community|shared)Galleries/[A-Za-z0-9._-]+/images/[A-Za-z0-9._-]+(/versions/(latest|\d{1,9}\.\d{1,9}\.\d{1,9}))?",
    re.IGNORECASE,
)
_FORMS = {
    "name": re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,79}"),
    "resourceGroup": re.compile(r"[\w.()-]{1,89}[\w()-]|[\w()-]"),
    "subscriptionId": GUID,
    "gallery": re.compile(r"[A-Za-z0-9._]{1,80}"),
}
"""https://learn.microsoft.com/azure/azure-resource-manager/management/resource-name-rules#microsoftcompute"""


def _images(case: Case) -> Iterator[tuple[Path, ImageReference]]:
    for path, machine in case.machines():
        if machine.image_reference:
            yield (*path, "imageReference"), machine.image_reference


def _names(image: ImageReference) -> dict[str, str | None]:
    """By key, the names that an id of the image has."""
    return {
        "name": image.name,
        "resourceGroup": image.resource_group,
        "subscriptionId": image.subscription_id,
        "gallery": image.gallery,
    }


def _is_of_gallery(image: ImageReference) -> bool:
    return bool(image.subscription_id or image.gallery or image.version)


@rule(
    "V120",
    wrong={A + "imageReference": {"name": "node"}},
    right={A + "imageReference": _IMAGE},
    advice="set name and resourceGroup, or remove imageReference",
)
def whole_image(case: Case) -> Iterator[Finding]:
    """A managed image must have a name and a resource group."""
    for path, image in _images(case):
        parts = {"name": image.name, "resourceGroup": image.resource_group}
        missing = [key for key, value in parts.items() if not value]
        if missing and not _is_of_gallery(image):
            yield Finding(path, f"the managed image has no {', '.join(missing)}")


@rule(
    "A85",
    wrong={A + "imageReference": {**_IMAGE, "gallery": "ours"}},
    right={A + "imageReference": _VERSION},
    source=AZURE,
    advice="set all five fields, with the version latest for the newest one, or only name and resourceGroup for a "
    "managed image in the subscription of the cluster",
)
def whole_gallery_image(case: Case) -> Iterator[Finding]:
    """A gallery image must have name, resourceGroup, subscriptionId, gallery and version.

    AKS Engine silently used an incomplete one as a managed image.
    """
    for path, image in _images(case):
        parts = {**_names(image), "version": image.version}
        missing = [key for key, value in parts.items() if not value]
        if missing and _is_of_gallery(image):
            yield Finding(path, f"the gallery image has no {', '.join(missing)}")


@rule(
    "A86",
    wrong={A + "imageReference": {**_VERSION, "version": "newest"}},
    right={A + "imageReference": _VERSION},
    source=AZURE,
    advice="write a version such as 1.36.4, or latest",
)
def gallery_version(case: Case) -> Iterator[Finding]:
    """The version of a gallery image must be three numbers, or latest."""
    for path, image in _images(case):
        version = image.version
        if version and version != "latest" and not re.fullmatch(r"\d{1,9}\.\d{1,9}\.\d{1,9}", version):
            yield Finding((*path, "version"), "this is not the version of a gallery image", shown(version))


@rule(
    "A210",
    wrong={A + "imageReference": {**_VERSION, "gallery": "our-images"}},
    right={A + "imageReference": _VERSION},
    source="https://learn.microsoft.com/azure/azure-resource-manager/management/resource-name-rules",
    advice="write the name as Azure shows it; the subscription is the id, not the display name",
)
def image_names(case: Case) -> Iterator[Finding]:
    """The names of an image must be names of Azure.

    Galleries have no hyphens in their names.
    """
    for path, image in _images(case):
        for key, value in _names(image).items():
            if value and not _FORMS[key].fullmatch(value):
                yield Finding((*path, key), "this cannot be part of the id of an image", shown(value))


@rule(
    "A211",
    wrong={X + "images.masters": "communityGalleries/ours-1234/images/node"},
    right={X + "images.masters": _COMMUNITY},
    source=AZURE,
    advice="write the id that az sig image-version list-community prints, or use imageReference for your own gallery",
)
def public_image_ids(case: Case) -> Iterator[Finding]:
    """The images in aksynth.images must be ids in a community gallery or a shared gallery."""
    for path, id_ in _public_ids(case):
        if not _ID.fullmatch(id_):
            allowed = "/communityGalleries/G/images/I/versions/V or /sharedGalleries/G/images/I/versions/V"
            yield Finding(path, "this is not the id of such an image", shown(id_), allowed)


@rule(
    "A212",
    wrong={X + "images.pools": {"agentpool2": _COMMUNITY}},
    right={X + "images.pools": {"agentpool1": _COMMUNITY}},
    source=AKSYNTH,
    advice="name a pool of agentPoolProfiles",
)
def pools_ofpublic_images(case: Case) -> Iterator[Finding]:
    """The keys of aksynth.images.pools and aksynth.images.plans.pools must be names of pools."""
    names, images = [pool.name for _, pool in case.pools()], case.aksynth.images
    for place, written in ((_PLACE, images.pools), (PLANS, images.plans.pools)):
        for name in written or {}:
            if name not in names:
                yield Finding((*place, "pools", name), "the model has no such pool", shown(name), ", ".join(names))


@rule(
    "A213",
    wrong={A + "imageReference": _IMAGE, X + "images.pools": {"agentpool1": _COMMUNITY}},
    right={X + "images.pools": {"agentpool1": _COMMUNITY}},
    source=AKSYNTH,
    advice="remove imageReference, or the entry in properties.aksynth.images",
)
def one_image(case: Case) -> Iterator[Finding]:
    """Masters and pools must have their image in imageReference or in aksynth.images, not in both."""
    public = public_images(case)
    for path, machine in case.machines():
        if machine.image_reference and public[path]:
            yield Finding((*path, "imageReference"), "properties.aksynth.images has an image for these machines too")


def own_images(case: Case) -> bool:
    """Whether masters and all pools have a custom image."""
    public = public_images(case)
    return all(machine.image_reference or public[path] for path, machine in case.machines())


def public_images(case: Case) -> dict[Path, str | None]:
    """By the path of the masters or of a pool."""
    images = case.aksynth.images
    return {MASTER: images.masters} | {path: (images.pools or {}).get(pool.name) for path, pool in case.pools()}


def _public_ids(case: Case) -> Iterator[tuple[Path, str]]:
    images = case.aksynth.images
    if images.masters:
        yield (*_PLACE, "masters"), images.masters
    for pool, id_ in (images.pools or {}).items():
        yield (*_PLACE, "pools", pool), id_
