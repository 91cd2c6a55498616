"""The eviction of a pod, and the pod that its controller makes in its place.

A budget refuses it where fewer than `minAvailable` of its pods would run:
https://github.com/kubernetes/kubernetes/blob/v1.36.2/pkg/registry/core/pod/storage/eviction.go
"""

from __future__ import annotations

from ..tool import Failed
from .drain import REFUSED
from .store import Item, Store


def evict(store: Store, namespace: str, name: str) -> None:
    pod = store.get("Pod", namespace, name)
    labels = pod["metadata"].get("labels", {})
    for budget in store.list("PodDisruptionBudget", namespace, {}):
        selector = budget["spec"]["selector"]["matchLabels"]
        if (
            selector.items() <= labels.items()
            and _running(store, namespace, selector) <= budget["spec"]["minAvailable"]
        ):
            raise Failed(REFUSED)
    store.delete("Pod", namespace, name)
    if pod["metadata"].get("ownerReferences"):
        _make_again(store, pod)


def _running(store: Store, namespace: str, selector: dict[str, str | None]) -> int:
    return len([pod for pod in store.list("Pod", namespace, selector) if pod["spec"].get("nodeName")])


def _make_again(store: Store, pod: Item) -> None:
    """On the first agent that is Ready and takes pods; without a node where there is none."""
    spec = {key: value for key, value in pod["spec"].items() if key != "nodeName"}
    for node in store.list("Node", "", {"agentpool": None}):
        if not node.get("spec", {}).get("unschedulable") and node["status"]["conditions"][0]["status"] == "True":
            spec["nodeName"] = node["metadata"]["name"]
            break
    kept = {key: pod["metadata"][key] for key in ("namespace", "labels", "ownerReferences") if key in pod["metadata"]}
    store.put({"kind": "Pod", "metadata": {"name": f"{pod['metadata']['name']}-again", **kept}, "spec": spec})
