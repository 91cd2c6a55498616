"""Operating systems of AKS Engine, and the replacement of retired ones."""

from __future__ import annotations

from aksynth.apimodel.status import Replacement

FLATCAR = "flatcar"
DISTROS = (
    "ubuntu-24.04",
    "ubuntu-22.04",
    "azure-linux-3",
    FLATCAR,
    "ubuntu",
    "ubuntu-18.04",
    "ubuntu-18.04-gen2",
    "ubuntu-20.04",
    "ubuntu-20.04-gen2",
    "aks-ubuntu-16.04",
    "aks-ubuntu-18.04",
    "aks-ubuntu-20.04",
    "acc-16.04",
)

OF_AGENTS = ("azure-linux-3", FLATCAR)
"""Masters, drivers of GPUs and Kata Containers are for Ubuntu."""

OLD_DISTROS = {
    "ubuntu": Replacement("ubuntu-24.04", "Ubuntu 16.04 is no longer supported"),
    "ubuntu-18.04": Replacement("ubuntu-24.04", "Ubuntu 18.04 is no longer supported, and Kubernetes needs cgroup v2"),
    "ubuntu-18.04-gen2": Replacement(
        "ubuntu-24.04", "Ubuntu 18.04 is no longer supported, and Kubernetes needs cgroup v2"
    ),
    "ubuntu-20.04": Replacement("ubuntu-24.04", "Ubuntu 20.04 is no longer supported, and Kubernetes needs cgroup v2"),
    "ubuntu-20.04-gen2": Replacement(
        "ubuntu-24.04", "Ubuntu 20.04 is no longer supported, and Kubernetes needs cgroup v2"
    ),
    "aks-ubuntu-16.04": Replacement("ubuntu-24.04", "AKS Engine images are no longer published"),
    "aks-ubuntu-18.04": Replacement("ubuntu-24.04", "AKS Engine images are no longer published"),
    "aks-ubuntu-20.04": Replacement("ubuntu-24.04", "AKS Engine images are no longer published"),
    "acc-16.04": Replacement("ubuntu-24.04", "the confidential computing image is no longer published"),
}
