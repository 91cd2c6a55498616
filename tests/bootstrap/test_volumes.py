"""Classes of volumes. The driver of Azure files: what it may do, and which storage accounts it takes."""

from __future__ import annotations

from typing import Any

import pytest
import yaml
from clusters import blueprint, changed, example
from facts import FACTS

from aksynth.bootstrap import master_files

CHART = {
    ("", "persistentvolumes"): "get list watch create patch delete update",
    ("", "persistentvolumeclaims"): "get list watch update",
    ("", "persistentvolumeclaims/status"): "update patch",
    ("", "events"): "get list watch create update patch",
    ("", "nodes"): "get list watch",
    ("storage.k8s.io", "storageclasses"): "get list watch",
    ("storage.k8s.io", "csinodes"): "get list watch",
    ("storage.k8s.io", "volumeattributesclasses"): "get list watch",
    ("snapshot.storage.k8s.io", "volumesnapshots"): "get list",
    ("snapshot.storage.k8s.io", "volumesnapshotclasses"): "get list watch",
    ("snapshot.storage.k8s.io", "volumesnapshotcontents"): "get list watch create update delete patch",
    ("snapshot.storage.k8s.io", "volumesnapshotcontents/status"): "update patch",
    ("coordination.k8s.io", "leases"): "get list watch create update patch delete",
}
"""What `helm template` of azurefile-csi-driver-1.35.7.tgz allows the controller, without Secrets and without attaching,
which `attachRequired: false` leaves out."""
Object = dict[str, Any]


def objects(document: Object, file: str) -> list[Object]:
    (found,) = [f.content for f in master_files(blueprint(document), FACTS) if f.path.endswith(f"/{file}")]
    return list(yaml.safe_load_all(found))


def allowed(account: str) -> dict[tuple[str, str, str], set[str]]:
    """Verbs of a service account by namespace ("" for all of them), API group and resource."""
    items, found = objects(example("kubernetes"), "42-azurefile-access.yaml"), {}
    roles = {(i["kind"], i["metadata"].get("namespace", ""), i["metadata"]["name"]): i for i in items}
    for item in items:
        if [subject["name"] for subject in item.get("subjects", [])] == [account]:
            place = item["metadata"].get("namespace", "")
            for rule in roles[item["roleRef"]["kind"], place, item["roleRef"]["name"]]["rules"]:
                for resource in rule["resources"]:
                    found[place, rule["apiGroups"][0], resource] = set(rule["verbs"])
    return found


def test_rights() -> None:
    """The controller may do what the chart lets it do. Secrets are read in one namespace only, also by agents."""
    controller = allowed("csi-azurefile-controller-sa")
    assert controller.pop(("azurefile-csi", "", "secrets")) == {"get", "create"}
    assert {name[1:]: verbs for name, verbs in controller.items()} == {k: set(v.split()) for k, v in CHART.items()}
    assert [name for name in controller if name[0]] == [("kube-system", "coordination.k8s.io", "leases")]
    assert allowed("csi-azurefile-node-sa") == {("azurefile-csi", "", "secrets"): {"get"}}


def test_accounts() -> None:
    """The class takes only storage accounts of this cluster, and its keys are where the driver may read them."""
    tags = set()
    for prefix in ("one", "two"):
        document = changed(example("kubernetes"), "properties.masterProfile.dnsPrefix", prefix)
        (item,) = objects(document, "51-azurefile-class.yaml")
        assert (item["parameters"]["matchTags"], item["parameters"]["secretNamespace"]) == ("true", "azurefile-csi")
        name, value = item["parameters"]["tags"].split("=")
        assert (name, value.split("-")[0]) == ("aksynth-cluster", prefix)
        tags.add(value)
    assert len(tags) == 2


DISK, FILE = "disk.csi.azure.com", "file.csi.azure.com"
CLASSES = {
    "default": (DISK, "Standard_LRS", "true"),
    "managed-premium": (DISK, "Premium_LRS", None),
    "managed-standard": (DISK, "Standard_LRS", None),
    "azurefile": (FILE, "Standard_LRS", None),
}
"""Driver, type, and whether it is the default class. AKS Engine's page has the types of the second and third crossed."""
EPHEMERAL = {"vmSize": "Standard_D4ds_v5", "storageProfile": "Ephemeral"}


@pytest.mark.parametrize("ephemeral", [[], [0], [0, 1]], ids=["no pool", "the first pool", "all pools"])
def test_classes(ephemeral: list[int]) -> None:
    """Every cluster has them. AKS Engine created none if the first pool was ephemeral."""
    pools = [{"name": f"pool{i}", "count": 1, "vmSize": "Standard_D4s_v5"} for i in range(2)]
    pools = [{**pool, **(EPHEMERAL if i in ephemeral else {})} for i, pool in enumerate(pools)]
    document = changed(example("kubernetes"), "properties.agentPoolProfiles", pools)
    found = [*objects(document, "50-storage-classes.yaml"), *objects(document, "51-azurefile-class.yaml")]
    assert {
        item["metadata"]["name"]: (
            item["provisioner"],
            item["parameters"]["skuName"],
            item["metadata"].get("annotations", {}).get("storageclass.kubernetes.io/is-default-class"),
        )
        for item in found
    } == CLASSES
    assert all(item["allowVolumeExpansion"] and item["reclaimPolicy"] == "Delete" for item in found)
    (snapshots,) = objects(document, "55-snapshot-class.yaml")
    assert (snapshots["metadata"]["name"], snapshots["driver"]) == ("csi-azuredisk-vsc", DISK)
