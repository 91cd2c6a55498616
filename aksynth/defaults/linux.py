"""`linuxProfile`."""

from __future__ import annotations

from aksynth.apimodel.linux import LinuxProfile
from aksynth.defaults.filling import Filling
from aksynth.defaults.origin import Origins


def linux(written: LinuxProfile, origins: Origins) -> LinuxProfile:
    profile = Filling(written, ("properties", "linuxProfile"), origins)
    profile.default("run_unattended_upgrades_on_bootstrap", False)
    profile.default("enable_unattended_upgrades", True)
    return profile.done()
