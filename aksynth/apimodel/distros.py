"""Operating systems of AKS Engine, and what takes the place of those that are gone."""

from __future__ import annotations

from aksynth.apimodel.status import Replacement

DISTROS = (
    "ubuntu-24.04",
    "flatcar",
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

OLD_DISTROS = {
    "ubuntu": Replacement("ubuntu-24.04", "Ubuntu 16.04 has reached its end"),
    "ubuntu-18.04": Replacement("ubuntu-24.04", "Ubuntu 18.04 has reached its end, and Kubernetes needs cgroup v2"),
    "ubuntu-18.04-gen2": Replacement(
        "ubuntu-24.04", "Ubuntu 18.04 has reached its end, and Kubernetes needs cgroup v2"
    ),
    "ubuntu-20.04": Replacement("ubuntu-24.04", "Ubuntu 20.04 has reached its end, and Kubernetes needs cgroup v2"),
    "ubuntu-20.04-gen2": Replacement(
        "ubuntu-24.04", "Ubuntu 20.04 has reached its end, and Kubernetes needs cgroup v2"
    ),
    "aks-ubuntu-16.04": Replacement("ubuntu-24.04", "AKS Engine's images are published no more"),
    "aks-ubuntu-18.04": Replacement("ubuntu-24.04", "AKS Engine's images are published no more"),
    "aks-ubuntu-20.04": Replacement("ubuntu-24.04", "AKS Engine's images are published no more"),
    "acc-16.04": Replacement("ubuntu-24.04", "the confidential computing image is published no more"),
}
