"""Snapshots of etcd."""

from __future__ import annotations

from collections.abc import Iterator

from aksynth.rules.case import AKSYNTH_PATH, Case
from aksynth.rules.paths import X
from aksynth.rules.registry import AKSYNTH, Finding, rule, shown


@rule(
    "A95",
    wrong={X + "backup": {"enabled": False}},
    right={X + "backup": {"enabled": True}},
    source=AKSYNTH,
    warns=True,
    advice="remove the field; or back up etcd in another way, and silence this rule with that reason",
)
def no_backup(case: Case) -> Iterator[Finding]:
    """Snapshots of etcd should be enabled.

    Without snapshots, losing the disks of the masters means losing the cluster. If you disable snapshots on an existing
    cluster, Terraform destroys the storage account and all snapshots in it.
    """
    if case.aksynth.backup.enabled is False:
        yield Finding(
            (*AKSYNTH_PATH, "backup", "enabled"),
            "no snapshots of etcd are taken, and existing snapshots are destroyed",
            shown(False),
        )
