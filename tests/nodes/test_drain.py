"""Nodes of pools that the model no longer has are drained before Terraform destroys their machines."""

from __future__ import annotations

import subprocess
from typing import Any

from clusters import blueprint, changed, example
from machine import Machine, Make, World

from .applying import command, receive
from .test_scripts import ready

RENAMED = blueprint(changed(example("kubernetes"), "properties.agentPoolProfiles.0.name", "other"))


def pods(**changes: dict[str, Any]) -> dict[str, Any]:
    """One of each owner on the first node of the pool that goes, and one on a node that stays."""
    found = {
        "web": {"node": "agentpool1-0", "owner": "ReplicaSet", "disruptions": 1},
        "proxy": {"node": "agentpool1-0", "owner": "DaemonSet", "disruptions": 1},
        "elsewhere": {"node": "other-0", "owner": "ReplicaSet", "disruptions": 1},
    }
    return {name: {**pod, **changes.get(name, {})} for name, pod in found.items()}


def nodes(world: World) -> dict[str, Any]:
    found = world.read()["nodes"]
    assert isinstance(found, dict)
    return found


def unschedulable(world: World) -> list[str]:
    return sorted(name for name, node in nodes(world).items() if node.get("unschedulable"))


def joined(world: World) -> None:
    """Agents of the pool that the next state has."""
    new = {"ready": True, "annotations": {}, "labels": {"agentpool": "other"}}
    world.set(nodes={**nodes(world), "other-0": new, "other-1": new})


def test_a_pool_that_goes_is_drained(make: Make, world: World) -> None:
    """Its pods move, those of DaemonSets stay, and no other node is touched; again, it changes nothing."""
    plan, (master,) = ready(make, world, 1)
    receive(master, command(plan))
    joined(world)
    world.set(running=pods())
    receive(master, command(RENAMED, "b" * 64))
    assert sorted(world.read()["running"]) == ["elsewhere", "proxy"]  # type: ignore[call-overload]
    assert unschedulable(world) == ["agentpool1-0", "agentpool1-1"]
    master.run("/opt/aksynth/drain.sh")
    assert unschedulable(world) == ["agentpool1-0", "agentpool1-1"]


def drained(master: Machine, *pools: str, agents: tuple[str, ...] = ()) -> subprocess.CompletedProcess[str]:
    """The script by itself, where the model has these pools, and these agents of a pool in an availability set."""
    master.write("/etc/aksynth/pools", "".join(f"{pool} 2\n" for pool in pools))
    master.write("/etc/aksynth/agents", "".join(f"{name} {name.partition('-')[0]}\n" for name in agents))
    return master.run("/opt/aksynth/drain.sh", check=False)


REASONS: tuple[tuple[dict[str, Any], str], ...] = (
    ({"disruptions": 0}, "violate the pod's disruption budget"),
    ({"owner": None}, "declare no controller"),
)


def test_what_keeps_its_place_is_said(make: Make, world: World) -> None:
    """A budget for disruptions, a pod that nobody would make again: the script fails, and does the rest when it can.
    Of nodes that are down nothing is drained, since no kubelet would ever end their pods."""
    _, (master,) = ready(make, world, 1)
    joined(world)
    for change, reason in REASONS:
        world.set(running=pods(web=change))
        done = drained(master, "other")
        assert done.returncode == 1 and reason in done.stderr and "not drained within 10m" in done.stderr
    world.set(nodes={**nodes(world), "agentpool1-0": {**nodes(world)["agentpool1-0"], "ready": False}})
    assert drained(master, "other").returncode == 0
    world.set(nodes={**nodes(world), "agentpool1-0": {**nodes(world)["agentpool1-0"], "ready": True}}, running=pods())
    assert drained(master, "other").returncode == 0
    assert "web" not in world.read()["running"]  # type: ignore[operator]


def test_a_pool_that_comes_back_takes_pods_again(make: Make, world: World) -> None:
    """Only what was drained here: a node that an administrator cordoned stays so. An API that does not answer is no
    cluster without such nodes."""
    _, (master,) = ready(make, world, 1)
    joined(world)
    assert drained(master, "other").returncode == 0
    found = nodes(world)
    found["agentpool1-1"]["annotations"].pop("aksynth.io/drained")
    world.set(nodes=found)
    assert drained(master, "agentpool1").returncode == 0
    assert unschedulable(world) == ["agentpool1-1", "other-0", "other-1"]
    world.set(ill=["api"])
    assert drained(master, "agentpool1").returncode != 0


def test_an_availability_set_shrinks_from_the_end(make: Make, world: World) -> None:
    """Of a pool whose machines have names, the nodes without one are drained. If they return, they take pods again. The
    nodes of a scale set stay, because Azure names its machines."""
    _, (master,) = ready(make, world, 1)
    joined(world)
    world.set(running=pods(web={"node": "agentpool1-1"}, elsewhere={"node": "other-1"}))
    assert drained(master, "agentpool1", "other", agents=("agentpool1-0",)).returncode == 0
    assert unschedulable(world) == ["agentpool1-1"]
    assert sorted(world.read()["running"]) == ["elsewhere", "proxy"]  # type: ignore[call-overload]
    assert drained(master, "agentpool1", "other", agents=("agentpool1-0", "agentpool1-1")).returncode == 0
    assert unschedulable(world) == []
