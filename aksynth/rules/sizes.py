"""What sizes can do."""

from __future__ import annotations

from collections.abc import Iterator

from aksynth.catalog import vm_sizes
from aksynth.rules.case import Case
from aksynth.rules.paths import A
from aksynth.rules.registry import AZURE, Finding, rule, shown


@rule(
    "A40",
    wrong={A + "vmSize": "Standard_D99_v99"},
    right={A + "vmSize": "standard_d2_v3"},
    source=AZURE,
    warns=True,
    advice="look for a slip; a new size works if it is so",
)
def known_sizes(case: Case) -> Iterator[Finding]:
    """The catalog knows the size.

    What it can do is otherwise guessed: generation 2, x64, premium disks by the s in its name.
    """
    for path, machine in case.machines():
        if machine.vm_size and not vm_sizes.find(machine.vm_size):
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
