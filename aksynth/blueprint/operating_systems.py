"""Operating systems of nodes."""

from __future__ import annotations

from dataclasses import dataclass

from aksynth.apimodel.machine import MachineProfile


@dataclass(frozen=True, kw_only=True)
class OperatingSystem:
    """What a distribution has, and others have not."""

    distro: str
    """As the api model names it."""
    packages: str
    """What installs its packages: apt or dnf."""


UBUNTU = OperatingSystem(distro="ubuntu-24.04", packages="apt")
"""That of machines without a distro in the model, and of those that are no nodes."""
SYSTEMS = (
    UBUNTU,
    OperatingSystem(distro="ubuntu-22.04", packages="apt"),
    OperatingSystem(distro="azure-linux-3", packages="dnf"),
)
_BY_DISTRO = {system.distro: system for system in SYSTEMS}


def operating_system(profile: MachineProfile) -> OperatingSystem:
    """That of the distro, also where the machine boots a custom image."""
    return _BY_DISTRO.get(profile.distro or "", UBUNTU)
