"""The agents of a scale set are replaced a few at a time, and never one before another one works."""

from __future__ import annotations

import re
import subprocess
import time
from typing import Any

import pytest
from clusters import blueprint, changed, example
from inside.direct import LEASE
from inside.world import World
from machine import Machine, Make
from nodes_facts import MASTER
from objects import named, set_ready, store
from simulation.kubernetes.store import lease_of

from aksynth.bootstrap import replacement

from .test_drain import budget, unschedulable
from .test_scripts import ready

POOL = "agentpool1"
OLD = {"0", "1"}
"""The instances of the earlier model."""


def roll(
    master: Machine, *, count: int = 2, surge: int = 1, patience: int = 60, check: bool = True
) -> subprocess.CompletedProcess[str]:
    """Azure runs the command, here with other patience than twenty minutes."""
    document = changed(example("kubernetes"), "properties.agentPoolProfiles.0.count", count)
    entry = {"pool": POOL, "maxSurge": surge, "drainTimeoutInMinutes": 1}
    plan = blueprint(changed(document, "properties.aksynth.rollingReplacement", [entry]))
    (pool,) = plan.pools
    assert pool.rolling
    script = replacement(plan, pool, pool.rolling).replace("PATIENCE=$((20 * 60))", f"PATIENCE={patience}")
    master.write("/var/lib/run-command.sh", script, "0700")
    return master.run("bash /var/lib/run-command.sh", check=check)


def refusal(master: Machine, **how: int) -> str:
    """What a plan shows of a command that failed: the end of its error."""
    done = roll(master, check=False, **how)
    assert done.returncode == 1, done.stdout
    return done.stderr


class Pool:
    """The scale set with two instances of an earlier model, whose nodes have a pod each."""

    def __init__(self, master: Machine, world: World, **more: Any) -> None:
        self.world = world
        (pool,) = blueprint(example("kubernetes")).pools
        self.name = str(pool.scale_set)
        found = [{"id": str(n), "model": 1, "zone": "", "state": "Succeeded"} for n in range(2)]
        world.set(pool=POOL, sets={self.name: {"capacity": 2, "model": 2, "next": 2, "instances": found, **more}})
        for name in [name for name in named(world, "Node") if name.startswith(POOL)]:
            store(world).delete("Node", "", name)
        for instance in found:
            self.join(instance["id"])
        master.identities = (MASTER, "azure-client")

    def node(self, instance: str) -> str:
        return f"{self.name}{int(instance):06}"

    def join(self, instance: str) -> None:
        group = "/subscriptions/subscription/resourceGroups/group/providers/Microsoft.Compute"
        id_ = f"azure://{group}/virtualMachineScaleSets/{self.name}/virtualMachines/{instance}"
        metadata = {"name": self.node(instance), "labels": {"agentpool": POOL}}
        store(self.world).put({"kind": "Node", "metadata": metadata, "spec": {"providerID": id_}})
        set_ready(self.world, self.node(instance), True)
        pod = {"name": f"web-{instance}", "namespace": "default", "labels": {"app": f"web-{instance}"}}
        pod |= {"ownerReferences": [{"kind": "ReplicaSet", "name": "web", "controller": True}]}
        store(self.world).put({"kind": "Pod", "metadata": pod, "spec": {"nodeName": self.node(instance)}})

    @property
    def set(self) -> dict[str, Any]:
        found: dict[str, Any] = self.world.read()["sets"][self.name]
        return found

    def change(self, **values: Any) -> None:
        self.world.set(sets={self.name: {**self.set, **values}})

    @property
    def ids(self) -> list[str]:
        """The instances, whose nodes are all that the cluster has of the pool."""
        ids = [str(instance["id"]) for instance in self.set["instances"]]
        nodes = {name for name in named(self.world, "Node") if name.startswith(self.name)}
        assert nodes == {self.node(id_) for id_ in ids if id_ not in self.world.read().get("silent", [])}
        assert self.set["capacity"] == len(ids)
        return ids


@pytest.fixture
def master(make: Make, world: World) -> Machine:
    _, (found,) = ready(make, world, 1)
    found.write("/var/lib/aksynth/generation", "a" * 64)
    return found


def test_agents_are_replaced(master: Machine, world: World) -> None:
    """All of them, and the pods move, here with the identity of the machine itself and a busy Azure. Again, it changes
    nothing; another count adds an agent, or drains some first."""
    pool = Pool(master, world, page=1, zones=["1", "2"])
    configuration = "/etc/kubernetes/azure.json"
    master.write(configuration, master.read(configuration).replace('"azure-client"', '""'))
    master.identities = (MASTER, "system")
    world.set(roles=[*world.read()["roles"], ("system", "group", "Contributor")])
    world.set(faults={"PATCH compute": [503, 409], "POST compute": [429], "GET compute": [500]})
    assert "has 2 instances of the latest model" in roll(master, surge=2).stdout
    assert len(pool.ids) == 2 and not OLD & set(pool.ids) and unschedulable(world) == []
    nodes = {pod["spec"]["nodeName"] for pod in named(world, "Pod").values()}
    assert nodes <= {pool.node(id_) for id_ in pool.ids}
    before = pool.set
    roll(master, surge=2)
    assert pool.set == before
    roll(master, count=3)
    assert len(pool.ids) == 3
    pool.change(capacity=4)
    roll(master, count=3)
    assert len(pool.ids) == 3
    dead = pool.node(pool.ids[0])
    set_ready(world, dead, False)
    assert f"{dead} is not Ready and is not drained" in roll(master, count=2, patience=0).stderr
    restarts = pool.node(pool.ids[1])
    world.keys.put(lease_of(restarts), time.time() - LEASE - 5)
    assert f"draining {restarts}" in roll(master, count=1, patience=0).stderr
    assert len(pool.ids) == 1 and len(named(world, "Pod")) == 2


def test_what_keeps_its_place_stops_the_replacement(master: Machine, world: World) -> None:
    """The node stays cordoned, its instance and the new one stay. Where the model goes back meanwhile, the node takes
    pods again. When there is room, the command replaces it."""
    pool = Pool(master, world)
    budget(world, "web-0")
    said = refusal(master)
    assert "violate the pod's disruption budget" in said
    assert re.search(f"{pool.node('0')} was not drained.*global timeout reached: 1m0s", said.splitlines()[-1])
    assert pool.ids == ["0", "1", "2"] and unschedulable(world) == [pool.node("0")]
    pool.change(model=1)
    roll(master)
    assert pool.ids == ["0", "1"] and unschedulable(world) == []
    store(world).delete("PodDisruptionBudget", "default", "web-0")
    pool.change(model=2)
    roll(master)
    assert len(pool.ids) == 2 and not OLD & set(pool.ids)


def test_a_machine_that_does_not_join_stops_it(master: Machine, world: World) -> None:
    """Nothing is drained. A model that is corrected replaces that machine first, and an agent that is down is not
    drained."""
    pool = Pool(master, world)
    world.set(silent=["2"])
    said = refusal(master, patience=1)
    assert f"not Ready within 0 minutes: {pool.node('2')} (instance 2)" in said and "docs/day-2.md" in said
    assert pool.ids == ["0", "1", "2"] and unschedulable(world) == []
    pool.change(model=3)
    set_ready(world, pool.node("1"), False)
    done = roll(master)
    assert f"{pool.node('2')} is not Ready and is not drained" in done.stderr
    assert f"{pool.node('1')} is not Ready and is not drained" in done.stderr
    assert len(pool.ids) == 2 and not {"2", *OLD} & set(pool.ids)


QUOTA = "Operation could not be completed as it results in exceeding approved standardDv3Family Cores quota."
REFUSALS: dict[str, tuple[dict[str, Any], str]] = {
    "quota": (
        {"refused": {"status": 409, "error": {"code": "OperationNotAllowed", "message": QUOTA}}},
        f"409 OperationNotAllowed: {QUOTA}",
    ),
    "capacity": (
        {"failing": {"code": "AllocationFailed", "message": "Allocation failed."}},
        "Azure reports AllocationFailed: Allocation failed.",
    ),
}


def test_what_azure_refuses_is_said(master: Machine, world: World) -> None:
    """No node is drained. So it is without a role, and with a control plane that is not healthy."""
    pool = Pool(master, world)
    for fields, words in REFUSALS.values():
        pool.change(**fields)
        said = refusal(master)
        assert words in said and "did not raise the capacity" in said and "no other node was drained" in said
        pool.change(refused=None, failing=None)
    set_ready(world, master.name, False)
    said = refusal(master, patience=1)
    assert "Azure could not create" in said and f"node {master.name} is not Ready" in said
    roles = world.read()["roles"]
    world.set(roles=[role for role in roles if role[1] != "group"])
    assert "403 AuthorizationFailed" in refusal(master, patience=0)
    assert unschedulable(world) == [] and {i["id"] for i in pool.set["instances"]} >= OLD
