"""The ids of custom images."""

from __future__ import annotations

import json
from typing import Any

import pytest
from clusters import changed, example

from aksynth.blueprint import resolve
from aksynth.blueprint.images import PurchasePlan
from aksynth.blueprint.machines import MachineSpec
from aksynth.rules import read_string

GUID = "11111111-2222-3333-4444-555555555555"
GALLERY = {"name": "node", "resourceGroup": "images", "subscriptionId": GUID, "gallery": "ours", "version": "1.36.4"}
DEFINITION = f"/subscriptions/{GUID}/resourceGroups/images/providers/Microsoft.Compute/galleries/ours/images/node"
MANAGED = {"name": "node", "resourceGroup": "images"}
MASTERS, POOL = "properties.masterProfile.imageReference", "properties.agentPoolProfiles.0.imageReference"


def machines(fields: dict[str, Any]) -> tuple[MachineSpec, MachineSpec]:
    """Masters and the pool, without a fault."""
    document = example("kubernetes")
    for path, value in fields.items():
        document = changed(document, path, value)
    reading = read_string(json.dumps(document), to_build=True)
    assert reading.filled and not reading.faults, reading.faults
    cluster = resolve(reading.filled)
    return cluster.masters.machine, cluster.pools[0].machine


def images(fields: dict[str, Any]) -> tuple[str | None, str | None]:
    """The ids of their images."""
    masters, pool = machines(fields)
    return masters.image_id, pool.image_id


@pytest.mark.parametrize(
    ("written", "id_"),
    [
        (GALLERY, f"{DEFINITION}/versions/1.36.4"),
        ({**GALLERY, "version": "latest"}, DEFINITION),
        (MANAGED, "/resourceGroups/images/providers/Microsoft.Compute/images/node"),
        (None, None),
    ],
)
def test_image_reference(written: dict[str, str] | None, id_: str | None) -> None:
    """Masters and pools have their own images, in availability sets too. A distro beside an image changes nothing."""
    assert images({MASTERS: written}) == (id_, None)
    assert images({POOL: written}) == (None, id_)
    assert images({POOL: written, POOL.replace("imageReference", "distro"): "ubuntu-24.04"}) == (None, id_)
    assert images({POOL: written, POOL.replace("imageReference", "availabilityProfile"): "AvailabilitySet"}) == (
        None,
        id_,
    )


@pytest.mark.parametrize(
    ("written", "id_"),
    [
        ("/communityGalleries/g-1/images/i/versions/1.2.3", "/communityGalleries/g-1/images/i/versions/1.2.3"),
        ("/CommunityGalleries/g-1/Images/i/Versions/1.2.3", "/communityGalleries/g-1/images/i/versions/1.2.3"),
        ("/communityGalleries/g-1/images/i/versions/latest", "/communityGalleries/g-1/images/i"),
        ("/SharedGalleries/g-1/images/i", "/sharedGalleries/g-1/images/i"),
    ],
)
def test_public_images(written: str, id_: str) -> None:
    """Azure prints other letter case than azurerm takes."""
    found = images({"properties.aksynth.images": {"masters": written, "pools": {"agentpool1": written}}})
    assert found == (id_, id_)


def test_what_a_plan_looks_up() -> None:
    """An image of a gallery with what the size boots, a managed image with its disk, and nothing on request."""
    arm = {POOL.replace("imageReference", "vmSize"): "Standard_D2ps_v5"}
    arm |= {POOL.replace("imageReference", "osDiskSizeGB"): 64}
    masters, pool = machines({MASTERS: GALLERY, POOL: {**GALLERY, "version": "latest"}, **arm})
    assert masters.gallery_image and pool.gallery_image
    found = [(i.id, i.generations, i.architecture, i.os_disk_gb) for i in (masters.gallery_image, pool.gallery_image)]
    assert found == [(f"{DEFINITION}/versions/1.36.4", ("V1",), "x64", None), (DEFINITION, ("V2",), "Arm64", 64)]
    masters, _ = machines({MASTERS: MANAGED, MASTERS.replace("imageReference", "osDiskSizeGB"): 64})
    assert masters.gallery_image is None and masters.managed_image
    assert (masters.managed_image.id, masters.managed_image.os_disk_gb) == (masters.image_id, 64)
    quiet = machines({MASTERS: MANAGED, POOL: GALLERY, "properties.aksynth.images": {"lookup": False}})
    assert [machine.gallery_image or machine.managed_image for machine in quiet] == [None, None]
    assert [machine.image_id for machine in quiet][1] == f"{DEFINITION}/versions/1.36.4"


def test_purchase_plans() -> None:
    """Masters and pools have their own."""
    plans = {"masters": "cis:cis-ubuntu:l1", "pools": {"agentpool1": "cis:cis-ubuntu:l2"}}
    written = {MASTERS: MANAGED, POOL: GALLERY, "properties.aksynth.images.plans": plans}
    found = [machine.purchase_plan for machine in machines(written)]
    wanted = [PurchasePlan(publisher="cis", product="cis-ubuntu", name=name) for name in ("l1", "l2")]
    assert found == wanted and [plan.text for plan in wanted] == ["cis:cis-ubuntu:l1", "cis:cis-ubuntu:l2"]
    assert [machine.purchase_plan for machine in machines({MASTERS: MANAGED, POOL: GALLERY})] == [None, None]


@pytest.mark.parametrize("present", range(1, 2 ** len(GALLERY) - 1))
def test_an_incomplete_reference_is_an_error(present: int) -> None:
    """Every part is missing in turn: the error names what is missing, and only a managed image has just two."""
    part = {key: value for bit, (key, value) in enumerate(GALLERY.items()) if present >> bit & 1}
    if part == MANAGED:
        return
    reading = read_string(json.dumps(changed(example("kubernetes"), POOL, part)))
    (fault,) = reading.faults
    assert reading.filled is None and fault.rule in ("V120", "A85")
    wanted = GALLERY if set(part) - set(MANAGED) else MANAGED
    assert fault.message.endswith(f"image has no {', '.join(key for key in wanted if key not in part)}")
