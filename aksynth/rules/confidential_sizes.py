"""Sizes for confidential virtual machines."""

from __future__ import annotations

import re
from collections.abc import Iterator

from aksynth.rules.case import Case
from aksynth.rules.paths import A
from aksynth.rules.registry import AZURE, Finding, rule, shown

_CONFIDENTIAL = re.compile(r"standard_([de]c\d+i?[ae]d?s_v\d+|ncc\d+\w*)", re.IGNORECASE)
"""DCas, DCads, ECas and ECads from v5 (AMD), DCes, DCeds, ECes and ECeds (Intel), and NCC:
https://learn.microsoft.com/azure/confidential-computing/virtual-machine-options. Sizes with SGX, such as
Standard_DC2s_v3, and confidential children (`_cc_`) are for ordinary machines."""


@rule(
    "A216",
    wrong={A + "vmSize": "Standard_DC2as_v5"},
    right={A + "vmSize": "Standard_D2as_v5"},
    source=AZURE,
    silenceable=True,
    advice="use the same size without the C, such as Standard_D4as_v5",
)
def confidential_sizes(case: Case) -> Iterator[Finding]:
    """Machines must not have the size of a confidential virtual machine.

    Azure accepts such a size only with the security type ConfidentialVM, a vTPM and an image for it, and aksynth does
    not create these.
    """
    for path, machine in case.machines():
        if _CONFIDENTIAL.fullmatch(machine.vm_size):
            message = "Azure creates only confidential virtual machines of this size, and aksynth does not build them"
            yield Finding((*path, "vmSize"), message, shown(machine.vm_size))
