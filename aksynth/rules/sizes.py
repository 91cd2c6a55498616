"""The capabilities of virtual machine sizes."""

from __future__ import annotations

import re
from collections.abc import Iterator

from aksynth.catalog import vm_sizes
from aksynth.rules.case import MASTER, Case
from aksynth.rules.paths import A, M
from aksynth.rules.registry import AZURE, KUBERNETES, Finding, rule, shown

_FORM = re.compile(r"(Standard|Basic)_[A-Za-z0-9]+([_-][A-Za-z0-9]+)*", re.IGNORECASE)
_LEAST_CPUS, _LEAST_GIB = 2, 1.7
"""kubeadm's preflight: ControlPlaneNumCPU 2 and ControlPlaneMem 1700 (MB), cmd/kubeadm/app/constants/constants.go of
Kubernetes 1.36.3."""


@rule(
    "A124",
    wrong={A + "vmSize": "Standard D2 v3"},
    right={A + "vmSize": "Standard_D2_v3"},
    source=AZURE,
    advice="use a size such as Standard_D2s_v5; run az vm list-skus to list all sizes",
)
def size_form(case: Case) -> Iterator[Finding]:
    """vmSize must have the form of an Azure size."""
    for path, machine in case.machines():
        if machine.vm_size and not _FORM.fullmatch(machine.vm_size):
            close = vm_sizes.closest(machine.vm_size.strip())
            message = "this is not a virtual machine size" + (f"; did you mean {close}?" if close else "")
            yield Finding((*path, "vmSize"), message, shown(machine.vm_size), "Standard_ and the name of the size")


@rule(
    "A125",
    wrong={M + "vmSize": "Standard_B1s"},
    right={M + "vmSize": "Standard_D2_v3"},
    source=KUBERNETES,
    advice="use a larger size; 4 vCPUs and 16 GiB are enough for some hundred nodes",
    silenceable=True,
)
def master_size(case: Case) -> Iterator[Finding]:
    """Masters must have at least two vCPUs and 1.7 GiB of memory.

    kubeadm requires them, and etcd misses its deadlines with less.
    """
    size = vm_sizes.find(case.masters.vm_size)
    cpus = (size.vcpus_available or size.vcpus) if size else None
    memory = size.memory_gib if size else None
    if (cpus is not None and cpus < _LEAST_CPUS) or (memory is not None and memory < _LEAST_GIB):
        found = f"{case.masters.vm_size} has {cpus} vCPUs and {memory} GiB"
        yield Finding((*MASTER, "vmSize"), found, shown(case.masters.vm_size), "at least 2 vCPUs and 1.7 GiB")


@rule(
    "A40",
    wrong={A + "vmSize": "Standard_D99_v99"},
    right={A + "vmSize": "standard_d2_v3"},
    source=AZURE,
    warns=True,
    advice="check the spelling; a size that is newer than the catalog works",
)
def known_sizes(case: Case) -> Iterator[Finding]:
    """The size should be in the catalog.

    Otherwise its capabilities are assumed: generation 2, x64, and premium disks if its name has an s.
    """
    for path, machine in case.machines():
        if machine.vm_size and _FORM.fullmatch(machine.vm_size) and not vm_sizes.find(machine.vm_size):
            close = vm_sizes.closest(machine.vm_size)
            message = "this size is not in the catalog" + (f"; did you mean {close}?" if close else "")
            yield Finding((*path, "vmSize"), message, shown(machine.vm_size))


@rule(
    "V97",
    wrong={A + "vmSize": "Standard_A1_v2", A + "acceleratedNetworkingEnabled": True},
    right={A + "vmSize": "Standard_A1_v2"},
    source=AZURE,
    advice="remove the field, or use another size",
    silenceable=True,
)
def accelerated_networking(case: Case) -> Iterator[Finding]:
    """Accelerated networking requires a size that supports it.

    Otherwise Azure rejects the machine.
    """
    for path, pool in case.pools():
        size = vm_sizes.find(pool.vm_size)
        for key, asked in (
            ("acceleratedNetworkingEnabled", pool.accelerated_networking_enabled),
            ("acceleratedNetworkingEnabledWindows", pool.accelerated_networking_enabled_windows),
        ):
            if asked and size and size.accelerated_networking is False:
                yield Finding((*path, key), f"{pool.vm_size} does not support accelerated networking", "true")
