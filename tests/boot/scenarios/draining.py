"""A pool leaves the model while pods run on it."""

from __future__ import annotations

import json
from functools import partial
from typing import Any

from ..cloud import Cloud, Node, wait_for
from ..estate import Estate
from ..look import kubectl, nodes, says, up

Item = dict[str, Any]


def pool_goes(estates: dict[str, Estate]) -> str:
    """Its pods move to the new pool before the apply ends and Terraform destroys the old scale set; one that a budget
    holds keeps the apply from ending, and the nodes take no new pod meanwhile."""
    with Cloud(estates["one"]) as cloud:
        (master,) = up(cloud)
        old = _agents(cloud, master, "agentpool1", 0)
        assert "has reached" in master.apply(patience="60")
        _make(master, *_objects(old))
        cloud.estate = estates["renamed"]
        new = _agents(cloud, master, "other", 2)
        said = _refused(master)
        assert "did not reach its desired state" in said and 'pods/"held" -n "default"' in said, said
        assert _places(master) == {"agent": old[0], "held": old[1], "web-again": new[0], "scratch-again": new[0]}
        assert _unschedulable(master) == set(old)
        kubectl(master, "delete poddisruptionbudget held -n default")
        assert "has reached" in master.apply()
        assert _places(master)["held-again"] == new[0] and _places(master)["agent"] == old[0]
        assert _unschedulable(master) == set(old)
        return "pods moved, one that a budget held kept the apply from ending, and left when the budget had gone"


def set_shrinks(estates: dict[str, Estate]) -> str:
    """Its last nodes are drained before the apply ends and Terraform destroys their machines, and the first stays."""
    with Cloud(estates["in a set"]) as cloud:
        (master,) = up(cloud)
        first, *last = _agents(cloud, master, "agentpool1", 0, 3)
        assert [name.rpartition("-")[2] for name in (first, *last)] == ["0", "1", "2"]
        assert "has reached" in master.apply(patience="60")
        for chart in ("calico-crds", "calico"):
            says(master, f"deployment/{chart}-from-chart serverside-applied")
        _make(master, *_objects(last), _pod("stays", first, "ReplicaSet"))
        cloud.estate = estates["in a smaller set"]
        _refused(master)
        assert _unschedulable(master) == set(last)
        kubectl(master, "delete poddisruptionbudget held -n default")
        assert "has reached" in master.apply()
        places = _places(master)
        assert {name for name, node in places.items() if node == first} == {
            "stays",
            "web-again",
            "scratch-again",
            "held-again",
        }
        assert _unschedulable(master) == set(last)
        return "with Calico, the last two were drained, also of a pod that a budget held, and the first kept its own"


def _refused(master: Node) -> str:
    """What an apply says whose time ends after a drain did. The first one hands the state over."""
    master.apply(limit=5, check=False)
    says(master, "not drained within 10m", 120)
    said = master.apply(limit=5, check=False)
    assert "violate the pod's disruption budget" in said and "not drained within 10m" in said, said
    return said


def _agents(cloud: Cloud, master: Node, pool: str, first: int, count: int = 2) -> list[str]:
    """Agents of the pool that have joined."""
    agents = [cloud.agent(pool, number).boot() for number in range(first, first + count)]
    for agent in agents:
        wait_for(partial(_has_joined, master, agent), "the agent does not join", 30, agent.words)
    return [agent.name for agent in agents]


def _has_joined(master: Node, agent: Node) -> bool:
    return agent.name in nodes(master)


def _objects(old: list[str]) -> list[Item]:
    budget = {"selector": {"matchLabels": {"app": "held"}}, "minAvailable": 1}
    return [
        _pod("web", old[0], "ReplicaSet"),
        _pod("agent", old[0], "DaemonSet"),
        _pod("scratch", old[1], "StatefulSet", volumes=[{"name": "scratch", "emptyDir": {}}]),
        _pod("held", old[1], "ReplicaSet"),
        {"apiVersion": "policy/v1", "kind": "PodDisruptionBudget", "metadata": _named("held"), "spec": budget},
    ]


def _named(name: str) -> Item:
    return {"name": name, "namespace": "default", "labels": {"app": name}}


def _pod(name: str, node: str, owner: str, **spec: Any) -> Item:
    metadata = {**_named(name), "ownerReferences": [{"kind": owner, "name": name, "controller": True}]}
    return {"apiVersion": "v1", "kind": "Pod", "metadata": metadata, "spec": {"nodeName": node, **spec}}


def _make(master: Node, *items: Item) -> None:
    master.write("/var/lib/pods.json", json.dumps({"apiVersion": "v1", "kind": "List", "items": items}))
    kubectl(master, "apply --server-side -f - </var/lib/pods.json")


def _places(master: Node) -> dict[str, str]:
    """The node of each pod."""
    pods = json.loads(kubectl(master, "get pods -n default -o json"))["items"]
    return {pod["metadata"]["name"]: pod["spec"].get("nodeName", "") for pod in pods}


def _unschedulable(master: Node) -> set[str]:
    found = json.loads(kubectl(master, "get nodes -o json"))["items"]
    return {node["metadata"]["name"] for node in found if node.get("spec", {}).get("unschedulable")}
