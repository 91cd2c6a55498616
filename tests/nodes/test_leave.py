"""A master leaves its cluster for good."""

from __future__ import annotations

import pytest
from clusters import blueprint, example
from inside.world import World
from machine import Machine, Make
from members import members
from objects import set_ready

LEAVE = "/bin/sleep 0.5; timeout 5 /opt/aksynth/leave.sh"


def last(make: Make, world: World) -> tuple[list[Machine], Machine]:
    """The masters that stay, and the one of the highest index."""
    plan = blueprint(example("ha"))
    machines = [make(plan, index).boot() for index in range(3)]
    world.set(members=members(plan))
    return machines[:2], machines[2]


@pytest.mark.parametrize("trouble", ["etcd", "API", "node"])
def test_stays_while_another_master_is_ill(make: Make, world: World, trouble: str) -> None:
    """Without it, one that is ill would be half of what is left. Nothing has changed."""
    (_, ill), master = last(make, world)
    before = master.tree()
    set_ready(world, ill.name, trouble != "node")
    world.set(down=[ill.address] if trouble == "etcd" else [], ill=[ill.address] if trouble == "API" else [])
    said = master.run(LEAVE, check=False)
    words = {
        "etcd": "etcd on {} does not answer",
        "API": "the API server on {} is not ready",
        "node": "node {} is not Ready",
    }
    assert said.returncode == 1 and f"{words[trouble].format(ill.name)}: this master stays" in said.stderr
    assert master.tree() == before
    assert not [call for call in master.calls() if call.startswith("systemctl stop")]


def test_nothing_brings_a_manifest_back(make: Make, world: World) -> None:
    """The renewal of certificates is at work and has a manifest away: it stops, and the manifest goes with the others."""
    _, master = last(make, world)
    master.path("/etc/kubernetes/manifests/etcd.yaml").rename(master.path("/var/lib/aksynth/etcd.yaml"))
    renewal = "(sleep 1; trap '' TERM; /bin/sleep 2; touch /etc/kubernetes/manifests/late) & "
    master.run(f"{renewal} {LEAVE}", check=False)
    (stopped,) = [call.split() for call in master.calls() if call.startswith("systemctl stop")]
    assert {"aksynth-certs", "aksynth-addons", "aksynth-backup", "aksynth-defrag"} <= set(stopped)
    assert not [path for path in master.tree() if path.startswith("var/lib/aksynth/") and path.endswith(".yaml")]
