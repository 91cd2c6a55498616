"""Disk encryption sets, which each plan reads."""

from __future__ import annotations

from constructs import Construct

from aksynth.blueprint import Blueprint
from aksynth.constructs import CustomDiskEncryptionSet


class DiskEncryptionSets(Construct):
    """Those of the masters and of the pools. The disks wait for none of them: a wrong set fails the plan."""

    def __init__(
        self, scope: Construct, id_: str, *, blueprint: Blueprint, subscription_id: str, location: str
    ) -> None:
        super().__init__(scope, id_)
        self._subscription_id, self._location = subscription_id, location
        if not blueprint.reads_encryption_sets:
            return
        self._look_at(self, "masters", blueprint.masters.etcd_disk.encryption_set_id)
        pools = Construct(self, "pools")
        for pool in blueprint.pools:
            self._look_at(pools, pool.name, pool.machine.os_disk.encryption_set_id)

    def _look_at(self, scope: Construct, id_: str, set_id: str | None) -> None:
        if set_id:
            CustomDiskEncryptionSet(
                scope, id_, set_id=set_id, subscription_id=self._subscription_id, location=self._location
            )
