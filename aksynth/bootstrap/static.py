"""Scripts and units. They are files of this package.

On a machine, a shell script has only the comment at its top, because a run command is limited to 64 KiB: https://learn.microsoft.com/azure/virtual-machines/linux/run-command-managed
"""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from importlib.resources import files
from itertools import takewhile

from aksynth.blueprint.operating_systems import OperatingSystem
from aksynth.bootstrap.file import File

_EVERYWHERE = (
    "lib.sh",
    "network.sh",
    "hosts.sh",
    "prepare.sh",
    "install.sh",
    "registry.sh",
    "ssh-keys.sh",
    "aksynth-network.service",
    "aksynth-prepare.service",
)
_BY_ROLE = {
    "agent": ("agent.sh", "aksynth-bootstrap-agent.service"),
    "authority": ("authority.sh",),
    "certificate": ("azure-certificate.sh",),
    "gpu": ("gpu.sh",),
    "kata": ("kata.sh",),
    "proxy": ("proxy.jq",),
    "local key": ("key.sh",),
    "signing keys": ("keys-of-tokens.sh",),
    "master": (
        "addons.jq",
        "addons.sh",
        "agents.jq",
        "azure.sh",
        "backup.sh",
        "blob.sh",
        "certs.sh",
        "control-plane.sh",
        "converge.sh",
        "credentials.sh",
        "defrag.sh",
        "disk.sh",
        "drain.sh",
        "etcd.sh",
        "guard.sh",
        "issuer.sh",
        "kms.sh",
        "kubeconfig.sh",
        "labels.sh",
        "leave.sh",
        "master.sh",
        "pki.sh",
        "reencrypt.sh",
        "render.sh",
        "restore.sh",
        "rollout.jq",
        "snapshot.py",
        "take.sh",
        "tokens.sh",
        "aksynth-addons.service",
        "aksynth-addons.timer",
        "aksynth-backup.service",
        "aksynth-backup.timer",
        "aksynth-bootstrap-master.service",
        "aksynth-certs.service",
        "aksynth-certs.timer",
        "aksynth-converge.service",
        "aksynth-credentials.service",
        "aksynth-credentials.timer",
        "aksynth-defrag.service",
        "aksynth-defrag.timer",
        "20-aksynth.conf",
    ),
}


_JUMPBOX = ("lib.sh", "hosts.sh", "jumpbox.sh", "aksynth-jumpbox.service", "aksynth-jumpbox.timer")
"""A jumpbox is not a node."""


def static_files(role: str) -> list[File]:
    """The files of a "master", an "agent" or a "jumpbox", each with its folder on the machine. "kata" is what agents
    with Kata Containers have in addition, and "gpu" what those with GPUs have. "authority" is what masters with an
    existing authority have, "certificate" what those with a service principal's certificate have, "proxy" what those
    with an HTTP proxy have, "local key" what those with a key for Secrets in a file have, and "signing keys" what those
    have whose tokens another key signs than that of the PKI."""
    if role == "jumpbox":
        return [_placed(name, "") for name in _JUMPBOX]
    shared = _EVERYWHERE if role in ("agent", "master") else ()
    return [_placed(name, role) for name in (*shared, *_BY_ROLE[role])]


def packages_file(system: OperatingSystem) -> File:
    """What the other scripts call to install packages on this operating system."""
    return replace(_placed(f"packages-{system.packages}.sh", ""), path="/opt/aksynth/packages.sh")


def system_files(system: OperatingSystem) -> list[File]:
    """Scripts and units that only nodes with this operating system have, in addition to those for packages."""
    names = [
        *(["host-name.sh"] if system.named_late else []),
        *(["kubelet.service"] if system.packages == "binaries" else []),
        *([] if system.has_containerd else ["containerd.service"]),
    ]
    return [_placed(name, "") for name in names]


def script(name: str) -> str:
    """The text of a file of this package."""
    return files(__package__).joinpath("files", name).read_text("utf-8")


def code(text: str) -> list[str]:
    """The lines of a script without blank lines and comments. A script must not have a text of several lines in which
    such a line has a meaning."""
    return [line for line in text.splitlines() if line.strip() and not line.lstrip().startswith("#")]


def lean(text: str) -> str:
    """A script without comments, except the one at its top."""
    lines = text.splitlines()
    top = list(takewhile(lambda line: line.startswith("#"), lines))
    return "\n".join([*top, *code("\n".join(lines[len(top) :]))]) + "\n"


@cache
def _placed(name: str, role: str) -> File:
    if name.endswith(".sh"):
        return File(f"/opt/aksynth/{name}", "0755", lean(script(name)))
    if name.endswith(".py"):
        return File(f"/opt/aksynth/{name}", "0755", script(name))
    if name.endswith(".jq"):
        return File(f"/opt/aksynth/{name}", "0644", lean(script(name)))
    if name.endswith(".conf"):
        return File(f"/etc/systemd/system/kubelet.service.d/{name}", "0644", script(name))
    return File(f"/etc/systemd/system/{name.replace(f'-{role}.', '.')}", "0644", script(name))
