"""User data for cloud-init: https://cloudinit.readthedocs.io/en/latest/reference/modules.html"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from aksynth.bootstrap.documents import to_entries, to_yaml
from aksynth.bootstrap.file import File

_COMMANDS = [
    ["/opt/aksynth/network.sh"],
    ["systemctl", "daemon-reload"],
    ["systemctl", "enable", "aksynth-network.service"],
    ["systemctl", "enable", "--now", "--no-block", "aksynth-bootstrap.service"],
]


# Ubuntu's archives; those of the second are for every other architecture than the first one's.
_ARCHIVES = (("amd64", "archive.ubuntu.com/ubuntu"), ("default", "ports.ubuntu.com/ubuntu-ports"))


def cloud_config(files: Sequence[File], *, upgrade: bool = False, packages: str = "") -> str:
    """The files, then the units that use them. First of all, the addresses of pods are removed from the interface.

    With `upgrade`, all packages of the image are upgraded before that. `packages` is the address of a mirror, or "" for
    the archives of the image.
    """
    return commands_config(
        files,
        _COMMANDS,
        upgrade=upgrade,
        packages=packages,
        boot=[enabled_at_boot("aksynth-network.service", "aksynth-bootstrap.service")],
    )


def enabled_at_boot(*units: str) -> list[str]:
    """A command that enables the units in their order. If the last one is enabled, all are. cloud-init does not run its
    commands again on a machine that stopped while they ran."""
    last = units[-1]
    found = f"[ ! -e /etc/systemd/system/{last} ] || systemctl -q is-enabled {last}"
    return ["sh", "-c", f"{found} || systemctl enable --now --no-block {' '.join(units)}"]


def commands_config(
    files: Sequence[File],
    commands: Sequence[list[str]],
    *,
    upgrade: bool,
    packages: str,
    boot: Sequence[list[str]] = (),
) -> str:
    """The files, then the commands. Those of `boot` run at every boot."""
    before = {
        # The hosts file holds the API's name.
        "manage_etc_hosts": False,
        **({"bootcmd": list(boot)} if boot else {}),
        **({"apt": _apt(packages)} if packages else {}),
        **({"package_upgrade": True} if upgrade else {}),
    }
    entries = [{"path": f.path, "permissions": f.mode, "content": f.content} for f in files]
    after = to_yaml({"runcmd": list(commands)})
    return f"#cloud-config\n{to_yaml(before)}write_files:\n{to_entries(entries)}{after}"


def _apt(packages: str) -> dict[str, Any]:
    mirrors = [{"arches": [architecture], "uri": f"{packages}/{path}"} for architecture, path in _ARCHIVES]
    return {"primary": mirrors, "security": mirrors}
