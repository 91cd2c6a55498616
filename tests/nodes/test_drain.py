"""Nodes of pools that the model no longer has are drained before Terraform destroys their machines."""

from __future__ import annotations

import subprocess
from typing import Any

from clusters import blueprint, changed, example
from inside.world import World
from machine import Machine, Make
from objects import agent, forget, named, set_ready, store

from .applying import command, receive
from .test_scripts import ready

RENAMED = blueprint(changed(example("kubernetes"), "properties.agentPoolProfiles.0.name", "other"))


def pods(world: World, **changes: dict[str, Any]) -> None:
    """One of each owner on the first node of the pool that goes, and one on a node that stays."""
    forget(world, "Pod")
    found = {
        "web": {"node": "agentpool1-0", "owner": "ReplicaSet"},
        "proxy": {"node": "agentpool1-0", "owner": "DaemonSet"},
        "elsewhere": {"node": "other-0", "owner": "ReplicaSet"},
    }
    for name, pod in {name: {**pod, **changes.get(name, {})} for name, pod in found.items()}.items():
        metadata: dict[str, Any] = {"name": name, "namespace": "default", "labels": {"app": name}}
        if pod["owner"]:
            metadata["ownerReferences"] = [{"kind": pod["owner"], "name": name, "controller": True}]
        store(world).put({"kind": "Pod", "metadata": metadata, "spec": {"nodeName": pod["node"]}})


def budget(world: World, name: str) -> None:
    """A pod that may not go."""
    spec = {"selector": {"matchLabels": {"app": name}}, "minAvailable": 1}
    metadata = {"name": name, "namespace": "default"}
    store(world).put({"kind": "PodDisruptionBudget", "metadata": metadata, "spec": spec})


def places(world: World) -> dict[str, str]:
    """The node of each pod; one that a controller creates again has another name."""
    return {name: pod["spec"].get("nodeName", "") for name, pod in named(world, "Pod").items()}


def unschedulable(world: World) -> list[str]:
    return sorted(name for name, node in named(world, "Node").items() if node.get("spec", {}).get("unschedulable"))


def joined(world: World) -> None:
    """Agents of the pool that the next state has."""
    for name in ("other-0", "other-1"):
        agent(world, name, "other")


def test_a_pool_that_goes_is_drained(make: Make, world: World) -> None:
    """Its pods move, those of DaemonSets stay, and no other node is touched; again, it changes nothing."""
    plan, (master,) = ready(make, world, 1)
    receive(master, command(plan))
    joined(world)
    pods(world)
    receive(master, command(RENAMED, "b" * 64))
    assert places(world) == {"elsewhere": "other-0", "proxy": "agentpool1-0", "web-again": "other-0"}
    assert unschedulable(world) == ["agentpool1-0", "agentpool1-1"]
    master.run("/opt/aksynth/drain.sh")
    assert unschedulable(world) == ["agentpool1-0", "agentpool1-1"]


def drained(master: Machine, *pools: str, agents: tuple[str, ...] = ()) -> subprocess.CompletedProcess[str]:
    """The script by itself, where the model has these pools, and these agents of a pool in an availability set."""
    master.write("/etc/aksynth/pools", "".join(f"{pool} 2\n" for pool in pools))
    master.write("/etc/aksynth/agents", "".join(f"{name} {name.partition('-')[0]}\n" for name in agents))
    return master.run("/opt/aksynth/drain.sh", check=False)


REASONS = (("held", "violate the pod's disruption budget"), ("alone", "declare no controller"))


def test_what_keeps_its_place_is_said(make: Make, world: World) -> None:
    """A budget for disruptions, a pod that nobody would make again: the script fails, and does the rest when it can.
    Of nodes that are down nothing is drained, since no kubelet would ever end their pods."""
    _, (master,) = ready(make, world, 1)
    joined(world)
    for kind, reason in REASONS:
        pods(world, **({"web": {"owner": None}} if kind == "alone" else {}))
        if kind == "held":
            budget(world, "web")
        done = drained(master, "other")
        assert done.returncode == 1 and reason in done.stderr and "not drained within 10m" in done.stderr
        forget(world, "PodDisruptionBudget")
    set_ready(world, "agentpool1-0", False)
    assert drained(master, "other").returncode == 0
    set_ready(world, "agentpool1-0", True)
    pods(world)
    assert drained(master, "other").returncode == 0
    assert "web" not in places(world)


def test_a_pool_that_comes_back_takes_pods_again(make: Make, world: World) -> None:
    """Only what was drained here: a node that an administrator cordoned stays so. An API that does not answer is no
    cluster without such nodes."""
    _, (master,) = ready(make, world, 1)
    joined(world)
    assert drained(master, "other").returncode == 0
    mark = {"name": "agentpool1-1", "annotations": {"aksynth.io/drained": None}}
    store(world).put({"kind": "Node", "metadata": mark})
    assert drained(master, "agentpool1").returncode == 0
    assert unschedulable(world) == ["agentpool1-1", "other-0", "other-1"]
    world.set(ill=["api"])
    assert drained(master, "agentpool1").returncode != 0


def test_an_availability_set_shrinks_from_the_end(make: Make, world: World) -> None:
    """Of a pool whose machines have names, the nodes without one are drained. If they return, they take pods again. The
    nodes of a scale set stay, because Azure names its machines."""
    _, (master,) = ready(make, world, 1)
    joined(world)
    pods(world, web={"node": "agentpool1-1"}, elsewhere={"node": "other-1"})
    assert drained(master, "agentpool1", "other", agents=("agentpool1-0",)).returncode == 0
    assert unschedulable(world) == ["agentpool1-1"]
    assert places(world).keys() == {"elsewhere", "proxy", "web-again"}
    assert drained(master, "agentpool1", "other", agents=("agentpool1-0", "agentpool1-1")).returncode == 0
    assert unschedulable(world) == []
