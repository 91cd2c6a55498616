"""Operating systems and their settings: auditd, kernel settings."""

from __future__ import annotations

import re
from collections.abc import Iterator

from aksynth.apimodel import AgentPoolProfile
from aksynth.apimodel.distros import FLATCAR, OF_AGENTS
from aksynth.defaults.gpus import has_plugin, served
from aksynth.defaults.kata import runs_kata
from aksynth.rules.case import LINUX, MASTER, Case
from aksynth.rules.paths import REGISTRY, A, L, M, X
from aksynth.rules.registry import AKSYNTH, Finding, rule, shown


@rule(
    "V96",
    wrong={A + "distro": FLATCAR, A + "auditDEnabled": True},
    right={A + "auditDEnabled": True},
    advice="remove auditDEnabled",
)
def auditd(case: Case) -> Iterator[Finding]:
    """auditd requires Ubuntu."""
    for path, machine in case.machines():
        if machine.auditd_enabled and machine.distro == FLATCAR:
            yield Finding((*path, "auditDEnabled"), "Flatcar has no auditd package", "true")


@rule(
    "A450",
    wrong={M + "distro": "azure-linux-3"},
    right={A + "distro": "azure-linux-3"},
    source=AKSYNTH,
    advice="remove distro from masterProfile, and write it in agentPoolProfiles",
)
def masters_of_ubuntu(case: Case) -> Iterator[Finding]:
    """Masters must have Ubuntu.

    The scripts of masters are tested with Ubuntu only. Agents can have other operating systems.
    """
    distro = case.masters.distro
    if distro in OF_AGENTS:
        yield Finding((*MASTER, "distro"), "masters cannot have this operating system", shown(distro))


@rule(
    "A451",
    wrong={A + "distro": "azure-linux-3", A + "vmSize": "Standard_NC4as_T4_v3"},
    right={A + "distro": "azure-linux-3"},
    source=AKSYNTH,
    advice="remove distro from the pool",
)
def agents_of_ubuntu(case: Case) -> Iterator[Finding]:
    """GPU drivers and Kata Containers require Ubuntu.

    Agents install the driver from the archive of Ubuntu. With the add-on nvidia-device-plugin off, they install none.
    Kata Containers is tested with Ubuntu only.
    """
    for path, pool in case.pools():
        need = _needs_ubuntu(case, pool)
        if pool.distro in OF_AGENTS and need:
            yield Finding((*path, "distro"), f"agents have no {need} with this operating system", shown(pool.distro))


def _needs_ubuntu(case: Case, pool: AgentPoolProfile) -> str:
    if runs_kata(pool, case.config):
        return "Kata Containers"
    return "GPU driver" if served(pool) and has_plugin(case.config) else ""


@rule(
    "A452",
    wrong={A + "distro": FLATCAR, X + "containerRegistries": [REGISTRY]},
    right={X + "containerRegistries": [REGISTRY]},
    source="docs/container-registries.md",
    advice="remove distro from this pool, or remove containerRegistries and write imagePullSecrets in pods",
)
def registries(case: Case) -> Iterator[Finding]:
    """Pools of a model with containerRegistries must have packages.

    The credential provider of the kubelet is a package of Microsoft. Its project publishes no checksum beside the
    program, so a system without packages cannot prove what it downloads.
    """
    for path, pool in case.pools():
        if pool.distro == FLATCAR and case.aksynth.container_registries:
            message = "Flatcar has no package of the credential provider of Azure container registries"
            yield Finding((*path, "distro"), message, shown(pool.distro))


@rule(
    "A453",
    wrong={A + "distro": FLATCAR, L + "runUnattendedUpgradesOnBootstrap": True},
    right={A + "distro": FLATCAR},
    source="docs/images.md",
    warns=True,
    advice="remove it if all pools run Flatcar; new agents boot the latest image",
)
def upgrades_at_boot(case: Case) -> Iterator[Finding]:
    """Upgrades at the first boot should not be expected of Flatcar.

    Flatcar is upgraded as a whole, and a new version needs a restart. Masters and other pools follow the field.
    """
    profile = case.model.properties.linux_profile
    names = [pool.name for _, pool in case.pools() if pool.distro == FLATCAR]
    if names and profile.run_unattended_upgrades_on_bootstrap:
        message = f"agents with Flatcar do not follow this: {', '.join(names)}"
        yield Finding((*LINUX, "runUnattendedUpgradesOnBootstrap"), message, "true")


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
