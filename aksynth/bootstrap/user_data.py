"""User data of nodes, in the form that their operating system reads."""

from __future__ import annotations

from collections.abc import Sequence

from aksynth.blueprint import Blueprint
from aksynth.blueprint.operating_systems import OperatingSystem
from aksynth.bootstrap.cloud_config import cloud_config
from aksynth.bootstrap.file import File
from aksynth.bootstrap.ignition import Ignition


def user_data(blueprint: Blueprint, system: OperatingSystem, files: Sequence[File]) -> str | Ignition:
    """Text for cloud-init, or what Ignition gets."""
    if system.user_data == "ignition":
        return Ignition(files=tuple(files), masked=() if blueprint.unattended_upgrades else (system.updater,))
    mirror = blueprint.mirrors.packages if system.packages == "apt" else ""
    return cloud_config(files, upgrade=blueprint.upgrade_at_boot, packages=mirror)
