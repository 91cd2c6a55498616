"""docs/restore.md, step by step."""

from __future__ import annotations

import re
from pathlib import Path

from ..booted import booted
from ..cloud import Node, wait_for
from ..estate import Estate
from ..look import mark, marks, one_cluster, says

PAGE = (Path(__file__).resolve().parents[3] / "docs/restore.md").read_text("utf-8")


def commands(title: str, where: str, number: int = 0) -> list[str]:
    """The commands of a section's block for these masters, its first one by default."""
    (section,) = [part for part in PAGE.split("\n## ") if part.startswith(f"{title}\n")]
    block = re.findall(rf"```sh {where}\n(.*?)```", section, re.S)[number]
    return [line.removeprefix("sudo ") for line in block.splitlines()]


def run(master: Node, commands: list[str]) -> str:
    return "".join(master.shell(command) for command in commands)


def _snapshot(masters: list[Node]) -> str:
    """By the timers of all masters: one blob."""
    for master in masters:
        master.shell("systemctl enable --now aksynth-backup.timer")
        master.fire("aksynth-backup")
    (name,) = run(masters[0], commands("Check the snapshots", "on-one-master")[:1]).split()
    return name


def all_disks_are_lost(estates: dict[str, Estate]) -> str:
    with booted(estates["three"]) as cloud:
        masters = cloud.masters()
        mark(masters[0], "before")
        name = _snapshot(masters)
        mark(masters[0], "after")
        for master in masters:
            master.replace()
            master.lose_disk()
        for master in masters:
            master.boot()
        for master in masters:
            says(master, "restore a snapshot")
        assert not any(master.path("/etc/kubernetes/manifests/etcd.yaml").exists() for master in masters)
        assert name in masters[1].shell("/opt/aksynth/restore.sh list")
        masters[1].shell(f"/opt/aksynth/restore.sh {name}")
        for master in masters:
            master.wait_done(90)
        one_cluster(masters)
        assert marks(masters[2]) == {"before"}
        return f"nothing began by itself; {name} came back on one master, and the others joined it"


def back_in_time(estates: dict[str, Estate]) -> str:
    with booted(estates["three"]) as cloud:
        masters = cloud.masters()
        mark(masters[0], "before")
        _snapshot(masters)
        mark(masters[0], "after")
        for master in masters:
            run(master, commands("Go back in time", "on-every-master"))
        run(masters[1], commands("Go back in time", "on-one-master"))
        wait_for(
            lambda: "before" in marks_or_none(masters[1]), "the restored API does not come up", 40, masters[1].journal
        )
        for master in (masters[0], masters[2]):
            run(master, commands("Go back in time", "on-other-masters"))
        for master in masters:
            master.wait_done(90)
        one_cluster(masters)
        assert marks(masters[2]) == {"before"}
        return "what came after the snapshot is gone on all masters"


def marks_or_none(master: Node) -> set[str]:
    try:
        return marks(master)
    except AssertionError:
        return set()
