"""Settings of the operating system: auditd, kernel settings."""

from __future__ import annotations

import re
from collections.abc import Iterator

from aksynth.rules.case import Case
from aksynth.rules.paths import A, M
from aksynth.rules.registry import AKSYNTH, Finding, rule, shown


@rule(
    "V96",
    wrong={A + "distro": "flatcar", A + "auditDEnabled": True},
    right={A + "auditDEnabled": True},
    advice="remove auditDEnabled",
)
def auditd(case: Case) -> Iterator[Finding]:
    """auditd requires Ubuntu."""
    for path, machine in case.machines():
        if machine.auditd_enabled and machine.distro == "flatcar":
            yield Finding((*path, "auditDEnabled"), "Flatcar has no auditd package", "true")


@rule(
    "A62",
    wrong={M + "sysctldConfig": {"a b": "1"}},
    right={M + "sysctldConfig": {"net.core.somaxconn": "16384"}},
    source=AKSYNTH,
    advice="write the name as sysctl prints it",
)
def sysctls(case: Case) -> Iterator[Finding]:
    """Kernel settings must be valid for sysctl."""
    for path, machine in case.machines():
        for name, value in (machine.sysctld_config or {}).items():
            if not re.fullmatch(r"[a-z0-9_-]+([./][A-Za-z0-9_*-]+)+", name) or "\n" in value:
                yield Finding((*path, "sysctldConfig", name), "this is not a kernel setting", shown(f"{name}={value}"))
