"""Existing resources that each plan reads: images, key vaults and disk encryption sets."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from changes import AUTHORITY, BORROWED, ENCRYPTION_SET, GUID, PLAN, PRINCIPAL, VAULT_ZONE
from changes import CERTIFICATES as INSTALLED
from clusters import blueprint, changed, example
from messages import asked
from terraform_workspace import SUBSCRIPTION, Stack

from aksynth import fast_bindings

fast_bindings.install()

from cdktf import App  # noqa: E402
from cdktf_cdktf_provider_azurerm.data_azurerm_client_config import DataAzurermClientConfig  # noqa: E402
from cdktf_cdktf_provider_azurerm.provider import AzurermProvider, AzurermProviderFeatures  # noqa: E402
from constructs import Construct  # noqa: E402

from aksynth.constructs import (  # noqa: E402
    CustomDiskEncryptionSet,
    CustomManagedImage,
    CustomVault,
    GalleryImage,
    ManagedImage,
    PurchasePlan,
    SharedImageGallery,
    VaultLookup,
)
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
    "of-a-snapshot": (replace(IMAGE, os_disk_gb=30), {}),
}
PLACE = f"/subscriptions/{GUID}/resourceGroups/images/providers/Microsoft.Compute/galleries/nodes/images/"


WANTS = VaultLookup(uses=("secrets",), tenant_id=GUID, subscription_id=SUBSCRIPTION, location="West Europe")
KEYS, CERTIFICATES = replace(WANTS, uses=("keys",)), replace(WANTS, uses=("certificates",))
HAS: dict[str, Any] = {
    "location": "westeurope",
    "tenant_id": GUID.upper(),
    "rbac_authorization_enabled": True,
    "purge_protection_enabled": True,
    "public_network_access_enabled": True,
    "enabled_for_deployment": True,
}
_DENY = {"default_action": "Deny", "bypass": "None", "ip_rules": [], "virtual_network_subnet_ids": []}
CLOSED: dict[str, Any] = {"network_acls": [_DENY]}
REFUSED_VAULTS: dict[str, tuple[VaultLookup, dict[str, Any], str]] = {
    "policies": (
        WANTS,
        {"rbac_authorization_enabled": False},
        "so the role Key Vault Secrets User has no effect in it. Run: az keyvault update --name policies",
    ),
    "shared": (
        replace(WANTS, uses=("keys", "secrets")),
        {"rbac_authorization_enabled": False},
        "so the roles Key Vault Crypto User and Key Vault Secrets User have no effect in it.",
    ),
    "tenant": (WANTS, {"tenant_id": SUBSCRIPTION}, f"tenant {SUBSCRIPTION}, and those of the cluster are in {GUID}."),
    "hidden": (
        replace(WANTS, own_zone=True),
        {"public_network_access_enabled": False},
        "Key vault hidden has no public network access, and the private DNS zone that this cluster creates does not",
    ),
    "mortal": (KEYS, {"purge_protection_enabled": False}, "Key vault mortal has no purge protection."),
    "manual": (CERTIFICATES, {"enabled_for_deployment": False}, "--name manual --enabled-for-deployment true"),
    "north": (CERTIFICATES, {"location": "northeurope"}, "is in the region northeurope, and the cluster is in West"),
    "distrust": (CERTIFICATES, CLOSED, "--name distrust --bypass AzureServices"),
    "theirs": (CERTIFICATES, {}, f"Key vault theirs is in subscription {GUID}, and the cluster is in subscription"),
    "module": (WANTS, {}, "Set properties.aksynth.lookup.vaults to false, and check the vault yourself."),
    "nowhere": (WANTS, {}, '"nowhere") was not found'),
}
"""By name: what the vault has, and why a plan is refused."""
ACCEPTED_VAULTS: dict[str, tuple[VaultLookup, dict[str, Any]]] = {
    "open": (replace(WANTS, own_zone=True), {"purge_protection_enabled": False, "enabled_for_deployment": False}),
    "policies-for-others": (CERTIFICATES, {"rbac_authorization_enabled": False, "purge_protection_enabled": False}),
    "trusting": (CERTIFICATES, {"network_acls": [{**_DENY, "bypass": "AzureServices"}]}),
}
_MASTERS = "/subscriptions/s/resourceGroups/g/providers/Microsoft.Network/virtualNetworks/v/subnets/masters"
BY_ADDRESS = replace(WANTS, ranges=("198.51.100.7/32", "203.0.113.0/29"))
WARNED: dict[str, tuple[VaultLookup, dict[str, Any], list[str]]] = {
    "no-subnet": (replace(WANTS, subnet_id=_MASTERS), CLOSED, ["the subnet of the masters. Unless they reach it by"]),
    "subnet": (
        replace(WANTS, subnet_id=_MASTERS),
        {"network_acls": [{**_DENY, "virtual_network_subnet_ids": [_MASTERS.upper()]}]},
        [],
    ),
    "no-range": (BY_ADDRESS, CLOSED, ["198.51.100.7/32, where", "203.0.113.0/29, where"]),
    "narrow": (
        BY_ADDRESS,
        {"network_acls": [{**_DENY, "ip_rules": ["198.51.100.7", "203.0.113.0/30"]}]},
        ["203.0.113.0/29, where"],
    ),
    "wide": (BY_ADDRESS, {"network_acls": [{**_DENY, "ip_rules": ["198.51.100.0/24", "203.0.113.0/29"]}]}, []),
    "private": (BY_ADDRESS, {**CLOSED, "public_network_access_enabled": False}, []),
    "certificate": (
        replace(CERTIFICATES, subnet_id=_MASTERS),
        {"network_acls": [{**_DENY, "bypass": "AzureServices"}]},
        [],
    ),
}
"""By name: what the vault has, and of whom a plan says that the vault does not admit them."""
_FOREIGN = ("theirs", "module")
VAULTS = {name: (found[0], found[1]) for name, found in {**REFUSED_VAULTS, **ACCEPTED_VAULTS, **WARNED}.items()}


MANAGED = ManagedImage(resource_group="images", name="")
OS_DISK = {"os_type": "Linux", "os_state": "Generalized", "size_gb": 30}
IMAGES: dict[str, tuple[ManagedImage, dict[str, Any], str]] = {
    "m-fits": (replace(MANAGED, os_disk_gb=30), {}, ""),
    "m-unknown": (replace(MANAGED, os_disk_gb=30), {"size_gb": 0}, ""),
    "m-windows": (MANAGED, {"os_type": "Windows"}, "m-windows is a generalized image of Windows. Nodes need"),
    "m-special": (MANAGED, {"os_state": "Specialized"}, "m-special is a specialized image of Linux. Nodes need"),
    "m-far": (MANAGED, {}, "Managed image m-far is in the region northeurope, and the machines are in West Europe."),
    "m-big": (replace(MANAGED, os_disk_gb=32), {"size_gb": 64}, "m-big has 64 GiB, and the OS disks have 32."),
    "m-gone": (MANAGED, {}, '"m-gone") was not found'),
}
"""Managed images by name: the OS disk of each, and why a plan is refused. "": it is not."""
SETS = {
    "s-fits": "",
    "s-far": "Disk encryption set s-far is in the region northeurope, and the disks are in West Europe.",
    "s-theirs": f"Disk encryption set s-theirs is in subscription {GUID}, and the disks are in {SUBSCRIPTION}.",
    "s-gone": '"s-gone") was not found',
}
"""Disk encryption sets by name: why a plan is refused. "": it is not."""


def compute(name: str, type_: str, **properties: Any) -> dict[str, Any]:
    """A managed image or a disk encryption set."""
    subscription = GUID if name == "s-theirs" else SUBSCRIPTION
    id_ = f"/subscriptions/{subscription}/resourceGroups/images/providers/Microsoft.Compute/{type_}/{name}"
    region = "northeurope" if name.endswith("-far") else "westeurope"
    return {"id": id_, "name": name, "resource_group_name": "images", "location": region, **properties}


class Said(NamedTuple):
    errors: str
    warnings: str


def vault(name: str, properties: dict[str, Any]) -> dict[str, Any]:
    return {**HAS, **properties, "id": vault_id(name), "name": name, "resource_group_name": "vaults"}


def vault_id(name: str) -> str:
    subscription = GUID if name in _FOREIGN else SUBSCRIPTION
    return f"/subscriptions/{subscription}/resourceGroups/vaults/providers/Microsoft.KeyVault/vaults/{name}"


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
        "managed_image_id": "" if name == "of-a-snapshot" else f"{PLACE}source",
        "os_disk_image_size_gb": 64 if name == "big" else 30,
    }
    return {**place, **found, "id": f"{PLACE}{name}/versions/1.36.4"}


def everything(folder: Path) -> str:
    """The configuration of all cases: nothing but images and vaults, each with what the cluster needs."""
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
    here = AzurermProvider(
        made, "here", alias="here", subscription_id=SUBSCRIPTION, features=[AzurermProviderFeatures()]
    )
    vaults, runner = Construct(made, "vaults"), DataAzurermClientConfig(made, "runner")
    for name, (lookup, _) in VAULTS.items():
        provider = {"theirs": theirs, "module": None}.get(name, here)
        wanted_vault = replace(lookup, subscription_id=runner.subscription_id, provider=provider)
        CustomVault(vaults, name, vault_id=vault_id(name), lookup=wanted_vault)
    for name, (managed, *_) in IMAGES.items():
        CustomManagedImage(made, name, image=replace(managed, name=name), location="West Europe")
    for name in SETS:
        id_, here_id = compute(name, "diskEncryptionSets")["id"], runner.subscription_id
        CustomDiskEncryptionSet(made, name, set_id=id_, subscription_id=here_id, location="West Europe")
    app.synth()
    return (folder / "stacks/x/cdk.tf.json").read_text("utf-8").replace("../../../", "")


@pytest.fixture(scope="module")
def said(environment: dict[str, str], tmp_path_factory: pytest.TempPathFactory) -> Said:
    """What a plan says that is refused for many reasons."""
    stack = Stack(tmp_path_factory.mktemp("lookups"), environment)
    properties = {name: found for name, (_, found, *_) in {**REFUSED, **ACCEPTED}.items()}
    fixtures = {
        "azurerm_shared_image": [definition(name, found) for name, found in properties.items()],
        "azurerm_shared_image_version": [version(name) for name in properties],
        "azurerm_image": [
            compute(name, "images", os_disk=[{**OS_DISK, **disk}])
            for name, (_, disk, _) in IMAGES.items()
            if name != "m-gone"
        ],
        "azurerm_disk_encryption_set": [compute(name, "diskEncryptionSets") for name in SETS if name != "s-gone"],
        "azurerm_key_vault": [vault(name, found) for name, (_, found) in VAULTS.items() if name != "nowhere"],
    }
    stack.environment["TFSIM_FIXTURES"] = str(stack.write(json.dumps(fixtures), "fixtures.json"))
    stack.write(everything(stack.folder / "out"), "cdk.tf.json")
    done = stack.init().run("plan", "-input=false", check=False, ARM_SUBSCRIPTION_ID=SUBSCRIPTION)
    assert done.returncode == 1
    return Said(*(" ".join(text.replace("│", " ").split()) for text in (done.stderr, done.stdout)))


def test_what_does_not_fit_is_refused(said: Said) -> None:
    """A plan names each image, vault and disk encryption set, and says what it has."""
    words = {name: case[-1] for name, case in {**REFUSED, **REFUSED_VAULTS, **IMAGES}.items()} | SETS
    fitting = [name for name, expected in words.items() if not expected]
    assert [name for name, expected in words.items() if expected not in said.errors] == []
    assert len(re.findall(r"Error: ", said.errors)) == len(words) - len(fitting)
    accepted = (*ACCEPTED, "bought", *fitting, *(f"vaults_{name}" for name in (*ACCEPTED_VAULTS, *WARNED)))
    assert [name for name in accepted if f".{name}" in said.errors] == []


def test_vaults_that_do_not_admit_the_masters(said: Said) -> None:
    """By their subnet, or by their public addresses."""
    assert len(re.findall(r"Warning: ", said.warnings)) == sum(len(words) for *_, words in WARNED.values())
    for name, (*_, warned) in WARNED.items():
        assert [who for who in warned if f"Key vault {name} does not admit {who}" not in said.warnings] == []


def looked_up(**values: Any) -> dict[str, tuple[str, bool, int]]:
    """The vaults that a cluster with private endpoints reads: the provider of each, whether its zone is ours, and the
    number of conditions."""
    used = {**BORROWED, **INSTALLED, "servicePrincipalProfile": PRINCIPAL}
    document = example("security/key-vault-encryption")
    for path, value in {"aksynth.certificateAuthorities.cluster": AUTHORITY, **used, **values}.items():
        document = changed(document, f"properties.{path}", value)
    found = asked(blueprint(document)).resources("azurerm_data_azurerm_key_vault")
    texts = {path: json.dumps(vault["lifecycle"]) for path, vault in found.items()}
    return {
        path: (vault["provider"].rpartition("/")[2], "vaultZoneId" in texts[path], texts[path].count("error_message"))
        for path, vault in found.items()
    }


def test_a_cluster_looks_its_vaults_up() -> None:
    """Each vault once, for all that the cluster uses of it. A zone that the cluster creates has no other endpoints."""
    ours = {"aksynth.privateEndpoints": {"enabled": True}}
    theirs = {"aksynth.privateEndpoints": {"enabled": True, "vaultZoneId": VAULT_ZONE}}
    provider = f"subscription-{GUID}"
    assert looked_up(**ours) == {
        "/cluster/borrowed/ours": (provider, True, 7),
        "/cluster/keys/estate": (provider, True, 4),
    }
    assert looked_up(**theirs, **{"aksynth.lookup.vaults": False}) == {"/cluster/keys/estate": (provider, False, 3)}


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


def test_a_cluster_looks_its_managed_images_and_disk_encryption_sets_up() -> None:
    """Masters and pools each, unless it is switched off."""
    document = changed(example("kubernetes"), "properties.aksynth.diskEncryptionSetId", ENCRYPTION_SET)
    document = changed(document, "properties.agentPoolProfiles.0.diskEncryptionSetID", ENCRYPTION_SET)
    for machines in ("masterProfile", "agentPoolProfiles.0"):
        reference = {"name": "node", "resourceGroup": "images"}
        document = changed(document, f"properties.{machines}.imageReference", reference)
    found, kinds = asked(blueprint(document)), ("image", "disk_encryption_set")
    assert [sorted(found.resources(f"azurerm_data_azurerm_{kind}")) for kind in kinds] == [
        ["/cluster/images/masters", "/cluster/images/pools/agentpool1"],
        ["/cluster/encryption-sets/masters", "/cluster/encryption-sets/pools/agentpool1"],
    ]
