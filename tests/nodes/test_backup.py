"""Snapshots of etcd, from the stream of its gateway to a blob."""

from __future__ import annotations

import base64
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from clusters import blueprint, changed, example
from inside.world import World
from machine import Machine, Make
from nodes_facts import without
from simulation.etcd.snapshots import WHOLE

BACKUP = "/bin/sleep 0.5; /opt/aksynth/backup.sh"


def blobs(world: World) -> dict[str, Any]:
    found = world.read().get("blobs", {})
    assert isinstance(found, dict)
    return found


def taken_at(path: str) -> datetime:
    """The time that a blob's name tells."""
    return datetime.strptime(path, "/etcd/%Y-%m-%dT%H-%M-%SZ.db").replace(tzinfo=UTC)


def master(make: Make, index: int = 0, *, name: str = "kubernetes") -> Machine:
    """One that runs."""
    machine = make(blueprint(example(name)), index)
    machine.boot()
    return machine


def test_one_snapshot_for_each_interval(make: Make, world: World) -> None:
    """The first run uploads the whole file, with what it is; a second one finds it. Nothing stays on the disk."""
    machine = master(make)
    said = machine.run(BACKUP).stderr
    ((path, blob),) = blobs(world).items()
    begin = taken_at(path)
    assert (begin.hour % 6, begin.minute, begin.second) == (0, 0, 0) and timedelta(0) <= datetime.now(
        UTC
    ) - begin < timedelta(hours=6)
    assert f"created {path.removeprefix('/etcd/')}, revision 7" in said
    assert base64.b64decode(blob["content"]) == WHOLE
    about = {name.removeprefix("x-ms-meta-"): value for name, value in blob["headers"].items()}
    assert about == {"cluster": "aksynth-first", "kubernetes": "1.36.4", "revision": "7", "master": machine.name}
    assert "exists" in machine.run(BACKUP).stderr
    assert list(blobs(world)) == [path]
    assert not machine.path("/var/lib/aksynth/backup").exists()


def wait_for_blocks(world: World, count: int) -> None:
    """Until that many blocks are uploaded and no blob yet."""
    end = time.monotonic() + 60
    while sum(len(found) for found in world.read().get("blocks", {}).values()) < count:  # type: ignore[attr-defined]
        assert time.monotonic() < end
        time.sleep(0.1)


def test_two_masters_make_one(make: Make, world: World) -> None:
    """Masters that look at the same time do not know of each other. The second to commit finds the blob there, and
    what it uploaded has not got into it."""
    machines = [master(make, index, name="ha") for index in range(2)]
    gate = 'upload "$name"; until grep -q "go-$(master_index)" "$WORLD"; do /bin/sleep 0.1; done'
    for machine in machines:
        script = machine.read("/opt/aksynth/backup.sh").replace('upload "$name"', gate)
        machine.write("/opt/aksynth/backup.sh", script, "0755")
    with ThreadPoolExecutor() as pool:
        first = pool.submit(machines[0].run, BACKUP, timeout=100)
        wait_for_blocks(world, 1)
        world.set(snapshot="other")
        second = pool.submit(machines[1].run, BACKUP, timeout=100)
        wait_for_blocks(world, 2)
        world.set(go="go-0")
        assert "created" in first.result().stderr
        world.set(go="go-1")
        assert "409 BlobAlreadyExists" in second.result().stderr
    ((_, blob),) = blobs(world).items()
    assert blob["headers"]["x-ms-meta-master"] == machines[0].name
    assert base64.b64decode(blob["content"]) == WHOLE


def test_large_snapshots_go_in_blocks(make: Make, world: World) -> None:
    """Blocks come together in their order."""
    machine = master(make)
    script = machine.read("/opt/aksynth/backup.sh").replace("BLOCK=$((100 * 1024 * 1024))", "BLOCK=100")
    machine.write("/opt/aksynth/blocks.sh", script, "0755")
    machine.run("/bin/sleep 0.5; /opt/aksynth/blocks.sh")
    ((_, blob),) = blobs(world).items()
    assert (base64.b64decode(blob["content"]), blob["blocks"]) == (WHOLE, 26)


def test_one_more_on_demand(make: Make, world: World) -> None:
    """An operator takes one before a change, whether or not one is due."""
    master(make).run(f"{BACKUP} now")
    (path,) = blobs(world)
    assert timedelta(0) <= datetime.now(UTC) - taken_at(path) < timedelta(minutes=3)


BROKEN = {
    "cut": "the stream ended early",
    "early": "the stream ended early",
    "half": "this is no snapshot",
    "checksum": "does not match its checksum",
    "error": "etcd broke off",
}


def test_broken_stream_becomes_no_blob(make: Make, world: World) -> None:
    """A snapshot that is not whole is reported and never committed; the next try takes a whole one."""
    machine = master(make)
    for kind, words in BROKEN.items():
        world.set(snapshot=kind)
        done = machine.run(BACKUP, check=False)
        assert done.returncode and words in done.stderr and blobs(world) == {}, kind
    world.set(snapshot="whole")
    machine.run(BACKUP)
    assert [base64.b64decode(blob["content"]) for blob in blobs(world).values()] == [WHOLE]


def test_member_without_a_leader_is_not_asked(make: Make, world: World) -> None:
    """What it has may be old."""
    machine = master(make)
    world.set(leader="0")
    done = machine.run(BACKUP, check=False)
    assert done.returncode and "etcd has no leader" in done.stderr and blobs(world) == {}


REFUSALS: list[tuple[list[object], str]] = [
    ([403], "403 AuthorizationPermissionMismatch"),
    (["proxy"], "404 "),
    (["silence"], "no answer"),
    ([429] * 4, "429 TooManyRequests"),
    ([503] * 4, "503 ServerBusy"),
    ([None, 403], "403 AuthorizationPermissionMismatch"),
    ([None, None, 403], "403 AuthorizationPermissionMismatch"),
    ([None, None, "silence"], "no answer"),
]


def test_refusals_are_told(make: Make, world: World) -> None:
    """A try that fails says why, and fails, so that its unit tries again; nothing is left half done."""
    machine = master(make)
    for refuse, words in REFUSALS:
        world.set(faults={"snapshots": refuse})
        done = machine.run(BACKUP, check=False)
        assert done.returncode and "storage account snapshots, " in done.stderr and words in done.stderr, refuse
        assert blobs(world) == {} and not machine.path("/var/lib/aksynth/backup").exists()
    machine.run(BACKUP)
    assert [base64.b64decode(blob["content"]) for blob in blobs(world).values()] == [WHOLE]


def test_a_busy_service_is_asked_again(make: Make, world: World) -> None:
    """One busy answer on the way costs a second and no snapshot."""
    machine = master(make)
    world.set(faults={"snapshots": [429, None, 500, None, 503]})
    machine.run(BACKUP)
    assert [base64.b64decode(blob["content"]) for blob in blobs(world).values()] == [WHOLE]


def test_only_masters_have_a_way_in(make: Make, world: World) -> None:
    """Without the role nothing goes, and it is said; an agent has no script for it either."""
    machine = master(make)
    world.set(roles=without("snapshots/etcd"))
    done = machine.run(BACKUP, check=False)
    assert done.returncode and "403" in done.stderr and blobs(world) == {}
    assert not make(blueprint(example("kubernetes"))).path("/opt/aksynth/backup.sh").exists()


def test_no_token_in_arguments(make: Make) -> None:
    """Everybody on a machine can read the arguments of its processes."""
    machine = master(make)
    curl = '#!/bin/bash\nprintf "curl %s\\n" "$*" >>"$MACHINE/calls"\nexec /usr/bin/curl "$@"\n'
    machine.write("/usr/local/sbin/curl", curl, "0755")
    machine.run(f"export PATH=/usr/local/sbin:$PATH; {BACKUP}")
    calls = [call for call in machine.calls() if call.startswith("curl") and "blob.core" in call]
    assert len(calls) == 3
    assert not [call for call in calls if " for https" in call or "Bearer" in call]


@pytest.mark.parametrize(("enabled", "action"), [(True, "enable"), (False, "disable")])
def test_timer_follows_the_model(make: Make, world: World, enabled: bool, action: str) -> None:
    """A change of the model reaches masters that run; without an account nothing is tried."""
    plan = blueprint(changed(example("kubernetes"), "properties.aksynth.backup.enabled", enabled))
    machine = make(plan, 0)
    machine.boot()
    machine.write("/var/lib/aksynth/wanted", "a" * 64)
    machine.run("/bin/sleep 0.5; /opt/aksynth/converge.sh")
    assert f"systemctl {action} --now aksynth-backup.timer" in machine.calls()
    done = machine.run(BACKUP)
    assert bool(blobs(world)) == enabled
    assert enabled or "has no snapshots" in done.stderr
