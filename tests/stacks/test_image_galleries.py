"""Images of galleries, which each plan compares with the machines."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from pathlib import Path
from typing import Any

from changes import GUID, PLAN
from clusters import example
from terraform_workspace import SUBSCRIPTION, Stack

from aksynth import fast_bindings

fast_bindings.install()

from cdktf import App  # noqa: E402
from cdktf_cdktf_provider_azurerm.provider import AzurermProvider, AzurermProviderFeatures  # noqa: E402

from aksynth.constructs import GalleryImage, PurchasePlan, SharedImageGallery  # noqa: E402
from aksynth.stacks import AksynthStack  # noqa: E402

from .test_stack import content  # noqa: E402

IMAGE = GalleryImage(
    subscription_id=GUID,
    resource_group="images",
    gallery="nodes",
    definition="fits",
    version="1.36.4",
    generations=("V1", "V2"),
    architecture="x64",
)
FITS = {"os_type": "Linux", "specialized": False, "hyper_v_generation": "V2", "architecture": "x64"}
PURCHASED = [{"publisher": "cis", "product": "cis-ubuntu", "name": "cis-ubuntu2404-l1"}]
REFUSED: dict[str, tuple[GalleryImage, dict[str, Any], str]] = {
    "windows": (IMAGE, {"os_type": "Windows"}, "has generalized images of Windows. Nodes need"),
    "specialized": (IMAGE, {"specialized": True}, "has specialized images of Linux. Nodes need"),
    "trusted": (IMAGE, {"trusted_launch_enabled": True}, "has images for machines with Trusted Launch"),
    "confidential": (IMAGE, {"confidential_vm_enabled": True}, "has images for machines with Trusted Launch"),
    "first": (
        replace(IMAGE, generations=("V2",)),
        {"hyper_v_generation": ""},
        "generation V1, and the machines boot V2.",
    ),
    "arm": (IMAGE, {"architecture": "Arm64"}, "has images for Arm64, and the machines are x64."),
    "purchased": (IMAGE, {"purchase_plan": PURCHASED}, f'has the purchase plan "{PLAN}", and the machines have "".'),
    "far": (IMAGE, {}, "is replicated to northeurope, and the machines are in West Europe."),
    "big": (replace(IMAGE, os_disk_gb=32), {}, "has 64 GiB, and the OS disks have 32."),
    "withdrawn": (replace(IMAGE, version="1.36.5"), {}, '"1.36.5") was not found'),
    "gone": (replace(IMAGE, version="latest"), {}, '"gone") was not found'),
}
"""By image definition: what the gallery has of it, and why a plan is refused."""
ACCEPTED: dict[str, tuple[GalleryImage, dict[str, Any]]] = {
    "fits": (replace(IMAGE, os_disk_gb=30), {}),
    "newest": (replace(IMAGE, version="latest"), {}),
    "old": (replace(IMAGE, generations=("V1",)), {"hyper_v_generation": "", "architecture": ""}),
    "unknown": (replace(IMAGE, generations=(), architecture=None), {"architecture": "Arm64"}),
}
PLACE = f"/subscriptions/{GUID}/resourceGroups/images/providers/Microsoft.Compute/galleries/nodes/images/"


def definition(name: str, properties: dict[str, Any]) -> dict[str, Any]:
    """As the gallery has it. Those that are gone are in the subscription of the cluster, where nobody looks."""
    id_ = (PLACE.replace(GUID, SUBSCRIPTION) if name == "gone" else PLACE) + name
    return {**FITS, **properties, "id": id_, "name": name, "gallery_name": "nodes", "resource_group_name": "images"}


def version(name: str) -> dict[str, Any]:
    region = "northeurope" if name in ("far", "newest") else "westeurope"
    place = {"image_name": name, "gallery_name": "nodes", "resource_group_name": "images"}
    found = {
        "name": "1.36.4",
        "target_region": [{"name": region}],
        "os_disk_image_size_gb": 64 if name == "big" else 30,
    }
    return {**place, **found, "id": f"{PLACE}{name}/versions/1.36.4"}


def galleries(folder: Path) -> str:
    """The configuration of all cases: nothing but images, each with what its machines need."""
    app = App(stack_traces=False, outdir=str(folder))
    made = AksynthStack(app, "x")
    theirs = AzurermProvider(made, "theirs", alias="theirs", subscription_id=GUID, features=[AzurermProviderFeatures()])
    images = {name: image for name, (image, *_) in {**REFUSED, **ACCEPTED}.items()}
    for name, image in images.items():
        wanted = replace(image, definition=name)
        SharedImageGallery(made, name, image=wanted, location="West Europe", provider=theirs)
    plan = PurchasePlan(publisher="CIS", product="cis-ubuntu", name="cis-ubuntu2404-l1")
    bought = replace(IMAGE, definition="purchased")
    SharedImageGallery(made, "bought", image=bought, plan=plan, location="westeurope", provider=theirs)
    app.synth()
    return (folder / "stacks/x/cdk.tf.json").read_text("utf-8").replace("../../../", "")


def test_images_that_do_not_fit_are_refused(stack: Stack, tmp_path: Path) -> None:
    """A plan names each, says what it has, and creates nothing."""
    properties = {name: found for name, (_, found, *_) in {**REFUSED, **ACCEPTED}.items()}
    fixtures = {
        "azurerm_shared_image": [definition(name, found) for name, found in properties.items()],
        "azurerm_shared_image_version": [version(name) for name in properties],
    }
    stack.environment["TFSIM_FIXTURES"] = str(stack.write(json.dumps(fixtures), "fixtures.json"))
    stack.write(galleries(tmp_path / "out"), "cdk.tf.json")
    done = stack.init().run("plan", "-input=false", check=False, ARM_SUBSCRIPTION_ID=SUBSCRIPTION)
    said = " ".join(done.stderr.replace("│", " ").split())
    assert done.returncode == 1
    assert [name for name, (*_, words) in REFUSED.items() if words not in said] == []
    assert len(re.findall(r"Error: ", said)) == len(REFUSED)
    assert [name for name in (*ACCEPTED, "bought") if f".{name}" in said] == []


def test_a_cluster_looks_its_images_up() -> None:
    """Masters and pools each, with a provider of the gallery's subscription that registers nothing there. A module
    has only the providers of its caller, and reads nothing."""
    document = example("images/shared-gallery")
    found = content(document=document)
    _, alias = found["provider"]["azurerm"]
    assert (alias["subscription_id"], alias["resource_provider_registrations"]) == (GUID, "none")
    data = {f"{kind}.{name}": item for kind, items in found["data"].items() for name, item in items.items()}
    looked_up = {name: item["provider"] for name, item in data.items() if "azurerm_shared_image" in name}
    assert looked_up == dict.fromkeys(
        [
            "azurerm_shared_image.images_masters",
            "azurerm_shared_image.images_pools_agentpool1",
            "azurerm_shared_image_version.images_masters_version",
            "azurerm_shared_image_version.images_pools_agentpool1_version",
        ],
        f"azurerm.{alias['alias']}",
    )
    assert "azurerm_shared_image" not in content(document=document, module=True)["data"]
