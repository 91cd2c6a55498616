"""Drivers of volumes."""

from __future__ import annotations

from collections.abc import Iterator

from aksynth.catalog.addons import DISKS, FILES
from aksynth.rules.addons import written_addons
from aksynth.rules.case import Case
from aksynth.rules.paths import K
from aksynth.rules.registry import Finding, rule, shown

_NO_DISKS = {"name": DISKS, "enabled": False}


@rule(
    "A222",
    wrong={K + "addons": [_NO_DISKS, {"name": FILES, "enabled": True}]},
    right={K + "addons": [_NO_DISKS, {"name": FILES, "enabled": False}]},
    source="kubernetes-sigs/azurefile-csi-driver v1.35.7, charts/v1.35.7, csi-azurefile-controller.yaml",
    advice="enable azuredisk-csi-driver, or disable azurefile-csi-driver",
)
def files_need_snapshots(case: Case) -> Iterator[Finding]:
    """The driver of Azure files must have the driver of Azure disks beside it.

    Its controller does not start without the definitions of volume snapshots, which come with the driver of disks.
    """
    written = {addon.name: (path, addon.enabled is not False) for path, addon in written_addons(case)}
    (_, disks), (path, files) = written.get(DISKS, ((), True)), written.get(FILES, ((), False))
    if files and not disks:
        yield Finding((*path, "name"), f"{FILES} needs {DISKS}, which is disabled", shown(FILES))
