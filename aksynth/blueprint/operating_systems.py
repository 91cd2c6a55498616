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
    """What installs its packages: apt or dnf. With binaries, it has none, and takes programs of their publishers."""
    user_data: str = "cloud-config"
    """What reads the user data of a machine. Otherwise ignition."""
    has_containerd: bool = False
    """The image has containerd, whose unit takes the file of its configuration from CONTAINERD_CONFIG."""
    named_late: bool = False
    """A machine has another name until the Azure agent has set it, while other units run."""
    volume_plugins: str = ""
    """Folder of the kubelet's volume plugins. Empty: the default, which is below /usr."""
    updater: str = ""
    """The unit that downloads new versions of the system."""


UBUNTU = OperatingSystem(distro="ubuntu-24.04", packages="apt")
"""That of machines without a distro in the model, and of those that are no nodes."""
# Its tools and containerd 2: flatcar/scripts stable-4593.2.5, coreos-base/coreos and coreos/sysext/containerd in
# sdk_container/src/third_party/coreos-overlay. The folder is that of kOps, nodeup/pkg/model/kubelet.go.
_FLATCAR = OperatingSystem(
    distro="flatcar",
    packages="binaries",
    user_data="ignition",
    has_containerd=True,
    named_late=True,
    volume_plugins="/var/lib/kubelet/volumeplugins",
    updater="update-engine.service",
)
SYSTEMS = (
    UBUNTU,
    OperatingSystem(distro="ubuntu-22.04", packages="apt"),
    OperatingSystem(distro="azure-linux-3", packages="dnf"),
    _FLATCAR,
)
_BY_DISTRO = {system.distro: system for system in SYSTEMS}


def operating_system(profile: MachineProfile) -> OperatingSystem:
    """That of the distro, also where the machine boots a custom image."""
    return _BY_DISTRO[profile.distro] if profile.distro else UBUNTU
