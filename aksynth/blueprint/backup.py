"""Where snapshots of etcd go, and how many there are."""

from __future__ import annotations

from aksynth.apimodel import ApiModel
from aksynth.blueprint.naming import Names
from aksynth.blueprint.types import Backup

CONTAINER = "etcd"


def backup(model: ApiModel, names: Names) -> Backup | None:
    """The copies of a snapshot lie as far apart as the masters do."""
    written = model.properties.aksynth.backup
    if not written.enabled:
        return None
    return Backup(
        account_prefix=names.account_prefix,
        container=CONTAINER,
        replication="ZRS" if model.properties.master_profile.availability_zones else "LRS",
        interval_hours=written.interval_hours or 6,
        retention_days=written.retention_days or 14,
    )
