"""Snapshots of etcd."""

from __future__ import annotations

from collections.abc import Iterator

from aksynth.rules.case import EXTRAS, Case
from aksynth.rules.paths import X
from aksynth.rules.registry import AKSYNTH, Finding, rule, shown


@rule(
    "A95",
    wrong={X + "backup": {"enabled": False}},
    right={X + "backup": {"enabled": True}},
    source=AKSYNTH,
    warns=True,
    advice="remove it; or back up etcd in another way, and silence this rule with that reason",
)
def no_backup(case: Case) -> Iterator[Finding]:
    """etcd's content is kept outside the masters' disks, too.

    Whoever loses those disks loses the cluster. Switched off on a cluster that exists, Terraform destroys the
    snapshots with their account.
    """
    if case.extras.backup.enabled is False:
        yield Finding(
            (*EXTRAS, "backup", "enabled"), "no snapshots of etcd are taken, and those taken go", shown(False)
        )
