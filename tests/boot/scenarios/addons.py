"""Add-ons and labels follow the model."""

from __future__ import annotations

import json

from ..applied import ADMISSION
from ..booted import booted
from ..cloud import Cloud, Node, wait_for
from ..estate import Estate
from ..look import kubectl, says
from .days import API, agents

_CLASSES = {"azurefile", "default", "managed-premium", "managed-standard"}
_OURS = '{"apiVersion": "storage.k8s.io/v1", "kind": "StorageClass", "metadata": {"name": "ours"}}'


def chart_is_down(estates: dict[str, Estate]) -> str:
    """The other add-ons come all the same, and the chart when its publisher is back."""
    with Cloud(estates["one"]) as cloud:
        master = cloud.master(0)
        master.write("/var/lib/charts-are-down", "")
        master.boot().wait_done()
        says(master, "40-azuredisk-csi.chart could not be read")
        says(master, "storageclass/managed-standard serverside-applied")
        master.shell("rm /var/lib/charts-are-down")
        says(master, "deployment/azuredisk-csi-from-chart serverside-applied")
        text = kubectl(master, "get deployment -n kube-system azuredisk-csi-from-chart -o json")
        assert json.loads(text)["spec"]["strategy"]["rollingUpdate"] == {"maxSurge": 0, "maxUnavailable": 1}
        return "the rest was applied at once, the chart when its publisher came back"


def follow_the_model(estates: dict[str, Estate]) -> str:
    """What the model drops goes; a master that has not heard of it yet brings it back until it has."""
    with booted(estates["three"]) as cloud:
        masters = cloud.masters()
        agents(cloud)
        wait_for(lambda: _labelled(masters[0], "workload=cache") == 2, "the agents do not join")
        for master in masters:
            master.fire("aksynth-addons")
        kubectl(masters[0], "delete storageclass managed-premium")
        kubectl(masters[0], f"apply --server-side -f - <<<'{_OURS}'")
        _apply(cloud, masters[:1], estates["rearranged"])
        assert "PodNodeSelector" in masters[0].read(ADMISSION) and ADMISSION in masters[0].read(API)
        assert _objects(masters[0], "storageclass") == {"ours"} and _objects(masters[0], "configmap") == {"mine"}
        assert _objects(masters[0], "deployment", "kube-system") == {"cloud-controller-manager", "coredns"}
        masters[2].fire("aksynth-addons")
        assert "default" in _objects(masters[0], "storageclass") and _objects(masters[0], "configmap") == {"mine"}
        _apply(cloud, masters[1:], estates["rearranged"])
        for master in masters:
            master.fire("aksynth-addons")
        assert _objects(masters[0], "storageclass") == {"ours"}
        assert _labelled(masters[0], "workload=cache") == 0 and _labelled(masters[0], "tier=gold") == 2
        _apply(cloud, masters[:1], estates["changed"])
        assert _objects(masters[0], "storageclass") == {*_CLASSES, "ours"}
        assert not _objects(masters[0], "configmap") and _labelled(masters[0], "tier=gold") == 0
        assert ADMISSION not in masters[0].read(API) and not masters[0].path(ADMISSION).exists()
        return "an add-on came and went, a label and a custom file too; what others made of the same kind stayed"


def _apply(cloud: Cloud, masters: list[Node], estate: Estate) -> None:
    cloud.estate = estate
    for master in masters:
        assert "has reached" in master.apply(patience="60")


def _objects(master: Node, kind: str, namespace: str = "default") -> set[str]:
    place = "" if kind == "storageclass" else f"-n {namespace}"
    return {line.partition("/")[2] for line in kubectl(master, f"get {kind} {place} -o name").split()}


def _labelled(master: Node, label: str) -> int:
    return len(kubectl(master, f"get nodes -l agentpool=memory,{label} -o name").split())
