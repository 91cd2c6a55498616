"""etcd's quota is used up, and writes come back."""

from __future__ import annotations

from ..booted import booted
from ..cloud import Node, wait_for
from ..estate import Estate
from ..look import etcdctl, etcdctl_shell, kubectl, mark, marks, one_cluster
from .restoring import commands, run

_QUOTA = 16 * 1024**2
_MANIFEST = "/etc/kubernetes/manifests/etcd.yaml"


def etcd_is_full(estates: dict[str, Estate]) -> str:
    """First of its own history, then of objects that somebody deletes, with a master lost meanwhile."""
    with booted(estates["three"]) as cloud:
        masters = cloud.masters()
        for master in masters:
            _shrink_quota(master)
        one_cluster(masters)
        _fill(masters[1], "/filler")
        _refused(masters)
        _timers(masters)
        assert _sizes(masters) < 0.5 * _QUOTA and _alarms(masters[1]) == []
        mark(masters[0], "first")
        _fill_with_objects(masters)
        _refused(masters)
        _lose_first(masters)
        mark(masters[0], "second")
        one_cluster(masters)
        _raise_quota(masters)
        mark(masters[0], "third")
        assert marks(masters[2]) == {"first", "second", "third"}
        return (
            "its history went by itself; objects were deleted, and a master joined meanwhile; then the quota was raised"
        )


def _shrink_quota(master: Node) -> None:
    master.shell(f"sed -i 's/--quota-backend-bytes=.*/--quota-backend-bytes={_QUOTA}/' {_MANIFEST}")
    wait_for(lambda: _runs_with(master, str(_QUOTA)), "etcd does not start again")
    master.wait_serves()


def _fill(master: Node, key: str) -> None:
    """With a megabyte at a time, until etcd takes no more."""
    put = f"head -c 1000000 /dev/zero | tr '\\0' a | {etcdctl_shell(f'put {key}')}"
    said = master.shell(f"for i in $(seq 60); do {put} || break; done", check=False)
    assert "database space exceeded" in said, said[-500:]


def _fill_with_objects(masters: list[Node]) -> None:
    """Files of objects alone may still have a fifth of the quota left when etcd stops, and then it goes on."""
    for number in range(6):
        _fill(masters[1], f"/filler/{number}-$i")
        _timers(masters)
        if any("delete objects or raise the quota" in master.journal() for master in masters):
            return
    raise AssertionError("the alarm of an etcd that objects fill never stays")


def _refused(masters: list[Node]) -> None:
    """Nothing can be written, and an apply says why."""
    assert "database space exceeded" in kubectl(masters[0], "annotate node --all a=b", check=False)
    said = masters[0].apply(limit=15, check=False)
    assert "etcd is full and takes no writes (NOSPACE)" in said, said


def _timers(masters: list[Node]) -> None:
    """All come in the same minute."""
    for master in masters:
        master.fire("aksynth-defrag")


def _sizes(masters: list[Node]) -> int:
    sizes: list[int] = [etcdctl(master, "endpoint status")[0]["Status"]["dbSize"] for master in masters]
    return max(sizes)


def _alarms(master: Node) -> list[object]:
    found: list[object] = etcdctl(master, "alarm list").get("alarms", [])
    return found


def _raise_quota(masters: list[Node]) -> None:
    """As docs/restore.md tells it."""
    _fill(masters[1], "/more/$i")
    for master in masters:
        run(master, commands("etcd is full", "on-every-master"))
        wait_for(lambda m=master: _runs_with(m, "17179869184"), "etcd does not start again")  # type: ignore[misc]
        master.wait_serves()
    for master in masters:
        master.run(commands("etcd is full", "on-every-master", 1)[0])
    assert _alarms(masters[1]) == []
    said = "".join(run(master, commands("etcd is full", "on-one-master")) for master in masters)
    assert "etcd accepts writes again" in said


def _runs_with(master: Node, quota: str) -> bool:
    return f"quota-backend-bytes={quota}" in master.shell("cat /proc/*/cmdline | tr '\\0' '\\n'", check=False)


def _lose_first(masters: list[Node]) -> None:
    """Master 0 is lost with its disk. The others wait for it and say so; it joins a full etcd, which then has room."""
    masters[0].replace()
    masters[0].lose_disk()
    delete = etcdctl_shell("del --prefix /filler")
    wait_for(lambda: masters[1].run(delete)[0] == 0, "the others find no leader", 30, masters[1].words)
    _timers(masters[1:])
    waits = f"etcd on {masters[0].name} does not answer: waiting for it before defragmenting"
    assert sum(waits in master.journal() for master in masters[1:]) == 1
    masters[0].boot()
    joined = "systemctl is-active aksynth-defrag.timer"
    wait_for(lambda: masters[0].shell(joined, check=False) == "active\n", "etcd does not join", 60, masters[0].words)
    assert not masters[0].is_done() and len(_alarms(masters[1])) > 0
    _timers(masters)
    masters[0].wait_done(90)
