"""Where snapshots of etcd go, and how many there are."""

from __future__ import annotations

from dataclasses import dataclass

from aksynth.apimodel import ApiModel
from aksynth.blueprint.naming import Names
from aksynth.blueprint.storage import Replication, replication

CONTAINER = "etcd"


@dataclass(frozen=True, kw_only=True)
class Backup:
    """Snapshots of etcd: one for each interval, as blobs of a storage account.

    `account_prefix` is completed by six random characters that are kept in the state.
    """

    account_prefix: str
    container: str
    replication: Replication
    interval_hours: int
    retention_days: int


def backup(model: ApiModel, names: Names) -> Backup | None:
    """None: no snapshots are taken."""
    written = model.properties.aksynth.backup
    if not written.enabled:
        return None
    return Backup(
        account_prefix=names.account_prefix("etcd"),
        container=CONTAINER,
        replication=replication(model),
        interval_hours=written.interval_hours or 6,
        retention_days=written.retention_days or 14,
    )
