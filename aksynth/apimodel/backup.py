"""`properties.aksynth.backup`."""

from __future__ import annotations

from aksynth.apimodel.profile import Profile, key
from aksynth.apimodel.status import BUILT, Needs, built


class BackupProfile(Profile):
    """Snapshots of etcd, in a storage account of the cluster."""

    enabled: bool | None = key(
        "enabled",
        None,
        "Whether snapshots of etcd are taken.",
        unset="true",
        rule="A95",
        reaches="azurerm_storage_account",
        status=BUILT,
    )
    interval_hours: int | None = key(
        "intervalHours",
        None,
        "Time between two snapshots.",
        unit="hours",
        unset="6",
        minimum=1,
        maximum=24,
        rule="A94",
        reaches="aksynth-backup.timer",
        status=built(needs=[Needs("enabled", True)]),
    )
    retention_days: int | None = key(
        "retentionDays",
        None,
        "Retention of a snapshot.",
        unit="days",
        unset="14",
        minimum=1,
        maximum=365,
        rule="A94",
        reaches="azurerm_storage_management_policy",
        status=built(needs=[Needs("enabled", True)]),
    )
