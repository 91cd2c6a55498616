"""What sizes can do."""

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
    advice="write a size such as Standard_D2s_v5; az vm list-skus names them all",
)
def size_form(case: Case) -> Iterator[Finding]:
    """A size has the form of Azure's sizes."""
    for path, machine in case.machines():
        if machine.vm_size and not _FORM.fullmatch(machine.vm_size):
            close = vm_sizes.closest(machine.vm_size.strip())
            message = "this is no size of a machine" + (f"; did you mean {close}?" if close else "")
            yield Finding((*path, "vmSize"), message, shown(machine.vm_size), "Standard_, then the size's name")


@rule(
    "A125",
    wrong={M + "vmSize": "Standard_B1s"},
    right={M + "vmSize": "Standard_D2_v3"},
    source=KUBERNETES,
    advice="take a larger size; 4 cores and 16 GiB carry some hundred nodes",
    silenceable=True,
)
def master_size(case: Case) -> Iterator[Finding]:
    """Masters have two processors and 1.7 GiB of memory or more.

    kubeadm asks for them, and etcd beside an API server misses its deadlines with less.
    """
    size = vm_sizes.find(case.masters.vm_size)
    cpus = (size.vcpus_available or size.vcpus) if size else None
    memory = size.memory_gib if size else None
    if (cpus is not None and cpus < _LEAST_CPUS) or (memory is not None and memory < _LEAST_GIB):
        found = f"{case.masters.vm_size} has {cpus} vCPU and {memory} GiB"
        yield Finding((*MASTER, "vmSize"), found, shown(case.masters.vm_size), "2 vCPU and 1.7 GiB, or more")


@rule(
    "A40",
    wrong={A + "vmSize": "Standard_D99_v99"},
    right={A + "vmSize": "standard_d2_v3"},
    source=AZURE,
    warns=True,
    advice="check the name; a size that is newer than the catalog works",
)
def known_sizes(case: Case) -> Iterator[Finding]:
    """The catalog knows the size.

    What it can do is otherwise guessed: generation 2, x64, premium disks by the s in its name.
    """
    for path, machine in case.machines():
        if machine.vm_size and _FORM.fullmatch(machine.vm_size) and not vm_sizes.find(machine.vm_size):
            close = vm_sizes.closest(machine.vm_size)
            message = "the catalog does not know this size" + (f"; did you mean {close}?" if close else "")
            yield Finding((*path, "vmSize"), message, shown(machine.vm_size))


@rule(
    "V97",
    wrong={A + "vmSize": "Standard_A1_v2", A + "acceleratedNetworkingEnabled": True},
    right={A + "vmSize": "Standard_A1_v2"},
    source=AZURE,
    advice="remove the field or take another size",
    silenceable=True,
)
def accelerated_networking(case: Case) -> Iterator[Finding]:
    """Accelerated networking is asked of sizes that have it.

    Azure refuses the machine otherwise.
    """
    for path, pool in case.pools():
        size = vm_sizes.find(pool.vm_size)
        for key, asked in (
            ("acceleratedNetworkingEnabled", pool.accelerated_networking_enabled),
            ("acceleratedNetworkingEnabledWindows", pool.accelerated_networking_enabled_windows),
        ):
            if asked and size and size.accelerated_networking is False:
                yield Finding((*path, key), f"{pool.vm_size} has no accelerated networking", "true")
