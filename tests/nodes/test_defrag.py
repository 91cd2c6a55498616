"""etcd's files give their unused space back, and a full etcd accepts writes again."""

from __future__ import annotations

from typing import Any

import pytest
from clusters import blueprint, example
from inside.world import World
from machine import Machine, Make
from members import members

from aksynth.blueprint import Blueprint

DEFRAG = "/bin/sleep 0.5; /opt/aksynth/defrag.sh"
MIB, GIB = 1024**2, 1024**3
WASTED, DENSE, SMALL = [200 * MIB, 100 * MIB, 0], [200 * MIB, 120 * MIB, 0], [99 * MIB, MIB, 0]
FULL = [8 * GIB, 8 * GIB, 6 * GIB]
"""Bytes of the file, of those in use, and of those that are history."""


def cluster(make: Make, world: World, *files: list[int], **state: object) -> tuple[Blueprint, list[Machine]]:
    """Three masters of one etcd, whose first member leads."""
    plan = blueprint(example("ha"))
    machines = [make(plan, index).boot() for index in range(3)]
    by_address = dict(zip([m.address for m in machines], files, strict=True))
    world.set(members=members(plan), files=by_address, **{"leader": "1", "etcd": [], **state})
    return plan, machines


def done(world: World) -> list[Any]:
    """What etcd was asked to change since the last look, in order."""
    found = world.read().get("etcd")
    assert isinstance(found, list)
    world.set(etcd=[])
    return found


def alarm(kind: str = "NOSPACE", *ids: str) -> list[dict[str, str]]:
    return [{"memberID": identifier, "alarm": kind} for identifier in ids or ("2",)]


def test_unused_space_is_given_back_once(make: Make, world: World) -> None:
    """One member after the other and the leader last; who has too little to give is left alone. A second run finds
    nothing to do, and the other masters never do anything."""
    _, (first, second, third) = cluster(make, world, WASTED, DENSE, WASTED)
    for machine in (second, third):
        machine.run(DEFRAG)
    assert done(world) == []
    first.run(DEFRAG)
    assert done(world) == [f"defragment {third.address}", f"defragment {first.address}"]
    first.run(DEFRAG)
    assert done(world) == []


def test_small_files_are_left_alone(make: Make, world: World) -> None:
    _, (first, *_) = cluster(make, world, SMALL, SMALL, SMALL)
    first.run(DEFRAG)
    assert done(world) == []


@pytest.mark.parametrize("alarms", [[], alarm()], ids=["", "full"])
def test_nothing_while_a_member_is_down(make: Make, world: World, alarms: list[dict[str, str]]) -> None:
    """Two that do not answer would be no quorum, so the one that is down is named and waited for."""
    _, (first, second, _) = cluster(make, world, FULL, FULL, FULL, alarms=alarms)
    world.set(down=[second.address])
    said = first.run(DEFRAG, check=False)
    assert said.returncode == 1 and done(world) == []
    assert f"etcd on {second.name} does not answer: waiting for it before defragmenting" in said.stderr
    assert ("etcd is full and takes no writes (NOSPACE)" in said.stderr) == bool(alarms)


def test_a_member_that_leads_acts_where_the_first_master_is_dead(make: Make, world: World) -> None:
    """Master 0 was lost and left the members: etcd goes on, and so does this."""
    plan, (first, second, third) = cluster(make, world, WASTED, WASTED, WASTED, leader="2")
    world.set(members=members(plan)[1:], down=[first.address])
    third.run(DEFRAG)
    assert done(world) == []
    second.run(DEFRAG)
    assert done(world) == [f"defragment {third.address}", f"defragment {second.address}"]


@pytest.mark.parametrize("leader", ["0", "1"])
def test_without_a_quorum_nothing_is_done(make: Make, world: World, leader: str) -> None:
    """Also where the member that is alone still takes itself for the leader."""
    _, (first, second, third) = cluster(make, world, FULL, FULL, FULL, leader=leader, alarms=alarm())
    world.set(down=[second.address, third.address])
    said = first.run(DEFRAG, check=False)
    assert said.returncode == 1 and done(world) == []
    assert "etcd has no" in said.stderr


def test_full_etcd_takes_writes_again(make: Make, world: World) -> None:
    """History goes first, then each member's space; each alarm is lifted for its member. Again nothing is done."""
    _, (first, second, third) = cluster(make, world, FULL, FULL, FULL, alarms=alarm("NOSPACE", "1", "3"))
    said = first.run(DEFRAG).stderr
    order = [f"defragment {machine.address}" for machine in (second, third, first)]
    assert done(world) == ["compact 7", *order, "disarm 1", "disarm 3"]
    assert world.read()["alarms"] == [] and "etcd accepts writes again" in said
    first.run(DEFRAG)
    assert done(world) == []


def test_alarm_stays_until_there_is_room(make: Make, world: World) -> None:
    """With 80 % of the quota in use the alarm would come back at once: what to do is said at every run. Objects that are
    deleted, or a quota that was raised on the machine, end it."""
    used = [8 * GIB, 8 * GIB, 8 * GIB // 5]
    _, (first, *_) = cluster(make, world, used, used, used, alarms=alarm())
    for _ in range(2):
        said = first.run(DEFRAG, check=False)
        assert said.returncode == 1 and 'docs/restore.md, "etcd is full"' in said.stderr
        assert f"etcd on {first.name} still has {8 * GIB - 8 * GIB // 5} bytes" in said.stderr
        assert not [call for call in done(world) if "disarm" in call]
    manifest = "/etc/kubernetes/manifests/etcd.yaml"
    first.write(manifest, first.read(manifest).replace(str(8 * GIB), str(16 * GIB)))
    first.run(DEFRAG)
    assert done(world)[-1] == "disarm 2" and world.read()["alarms"] == []


def test_corrupt_etcd_is_left_alone(make: Make, world: World) -> None:
    """Nothing that changes files, also where it is full as well."""
    _, (first, *_) = cluster(make, world, FULL, FULL, FULL, alarms=[*alarm(), *alarm("CORRUPT", "3")])
    said = first.run(DEFRAG, check=False)
    assert said.returncode == 1 and done(world) == []
    assert 'docs/restore.md, "etcd is corrupt"' in said.stderr


@pytest.mark.parametrize(("kind", "words"), [("NOSPACE", "etcd is full"), ("CORRUPT", "etcd is corrupt")])
def test_alarms_fail_an_apply(make: Make, world: World, kind: str, words: str) -> None:
    """The run command, and so every later plan, names the alarm and where to read on."""
    _, (first, *_) = cluster(make, world, FULL, FULL, FULL)
    assert first.run("/bin/sleep 0.5; /opt/aksynth/guard.sh x").stderr == ""
    world.set(alarms=alarm(kind))
    said = first.run("/bin/sleep 0.5; /opt/aksynth/guard.sh x", check=False)
    assert said.returncode == 1 and said.stderr.count(f'docs/restore.md, "{words}"') == 1
