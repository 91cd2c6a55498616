"""Machines and disks are lost."""

from __future__ import annotations

import time

from ..booted import booted
from ..cloud import ETCD, Cloud, wait_for
from ..estate import Estate
from ..look import mark, marks, members, nodes, one_cluster, says, stored, up
from ..rendered import with_local_key


def replaced_with_disk(estates: dict[str, Estate]) -> str:
    """A year later: everything but the log is new."""
    with booted(estates["three"]) as cloud:
        masters = cloud.masters()
        mark(masters[0], "before")
        known = members(masters[0])
        for master in (masters[1], masters[0]):
            master.replace()
            master.boot().wait_done()
        one_cluster(masters)
        assert members(masters[2]) == known and marks(masters[0]) == {"before"}
        return "the same members with the same content"


def replaced_without_disk(estates: dict[str, Estate]) -> str:
    with booted(estates["three"]) as cloud:
        masters = cloud.masters()
        mark(masters[0], "before")
        known = members(masters[0])
        masters[0].replace()
        masters[0].lose_disk()
        masters[0].boot().wait_done()
        one_cluster(masters)
        new = members(masters[2])
        assert new[masters[0].name] != known[masters[0].name] and marks(masters[0]) == {"before"}
        assert nodes(masters[0]) == set(new)
        return "removed, added again and filled by the others"


def disk_is_replaced(estates: dict[str, Estate]) -> str:
    """The machine is the old one, its data disk is new."""
    with booted(estates["three"]) as cloud:
        masters = cloud.masters()
        mark(masters[0], "before")
        masters[2].power_off()
        masters[2].lose_disk()
        masters[2].boot()
        says(masters[2], "its disk is empty: removing it and adding it again")
        masters[2].wait_done()
        one_cluster(masters)
        assert marks(masters[2]) == {"before"}
        return "it joined the others by itself"


def single_is_replaced(estates: dict[str, Estate]) -> str:
    """A cluster of one, with a key on the masters that encrypts Secrets: with its disk it is what it was, and without
    it begins nothing. A snapshot is readable, because the vault has the key."""
    with Cloud(with_local_key(estates["one"], "kubernetes")) as cloud:
        cloud.azure.faults[cloud.estate.vault("m")] += [403, 429, "silence", 503, 500] * 2
        (master,) = up(cloud)
        mark(master, "before")
        master.shell("/opt/aksynth/backup.sh now")
        known = members(master)
        master.replace()
        master.boot().wait_done()
        master.wait_serves()
        assert members(master) == known and marks(master) == {"before"}
        master.replace()
        master.lose_disk()
        master.boot()
        says(master, "restore a snapshot")
        assert not master.path("/etc/kubernetes/manifests/etcd.yaml").exists()
        master.shell("/opt/aksynth/restore.sh latest")
        master.wait_done()
        master.wait_serves()
        assert marks(master) == {"before"} and stored(master) == {"key1"}
        return "the same member with its disk; without it, it stops until a snapshot with encrypted Secrets is restored"


def two_of_five_lose_their_disks(estates: dict[str, Estate]) -> str:
    """Three are a majority: they let both in. The second disk is lost after the first master read the list of members
    and before its etcd started: etcd refuses a list of another length, and adds nobody before that master runs."""
    with Cloud(estates["five at once"]) as cloud:
        masters = up(cloud)
        mark(masters[0], "before")
        known = members(masters[0])
        slow, quick = masters[:2]
        slow.replace()
        slow.lose_disk()
        slow.etcd = slow.folder / "etcd"
        slow.boot()
        says(slow, "etcd has no quorum yet")
        quick.replace()
        quick.lose_disk()
        quick.boot()
        says(quick, "its disk is empty: removing it and adding it again")
        wait_for(lambda: quick.name not in members(masters[2]), f"{quick.name} does not leave")
        slow.etcd.symlink_to(ETCD)
        for master in (slow, quick):
            master.wait_done(90)
        one_cluster(masters)
        new = members(masters[4])
        assert {name for name in known if new[name] != known[name]} == {slow.name, quick.name}
        assert marks(masters[0]) == {"before"}
        return "both were removed, added again and filled by the other three, the first with a second list"


def two_lose_their_disks(estates: dict[str, Estate]) -> str:
    """No quorum: nobody can let them in, and nobody starts a new cluster."""
    with booted(estates["three"]) as cloud:
        masters = cloud.masters()
        mark(masters[0], "before")
        for master in masters[:2]:
            master.replace()
            master.lose_disk()
        for master in masters[:2]:
            master.boot()
        for master in masters[:2]:
            says(master, "start the other masters, or restore a snapshot")
        time.sleep(2)
        assert not any(master.path("/etc/kubernetes/manifests/etcd.yaml").exists() for master in masters[:2])
        return "both wait and say why; the third one's data is untouched"
