"""What apt of Ubuntu reads."""

from __future__ import annotations

from aksynth.blueprint import Blueprint
from aksynth.blueprint.proxy import Proxy
from aksynth.bootstrap.file import File

# A later file in this folder wins: the images of Ubuntu switch upgrades on in 20auto-upgrades. The daily service of apt
# reads the option: https://salsa.debian.org/apt-team/apt/-/blob/main/debian/apt.systemd.daily
_NO_UPGRADES = File("/etc/apt/apt.conf.d/90aksynth", "0644", 'APT::Periodic::Unattended-Upgrade "0";\n')
_PROXY = "/etc/apt/apt.conf.d/91aksynth-proxy"


def apt_files(blueprint: Blueprint) -> list[File]:
    """What switches daily upgrades off, or nothing: images have them on. And the proxy, if the network has one."""
    return [
        *([] if blueprint.unattended_upgrades else [_NO_UPGRADES]),
        *([File(_PROXY, "0644", _proxy(blueprint.proxy))] if blueprint.proxy else []),
    ]


def _proxy(proxy: Proxy) -> str:
    """apt knows hosts, and no domains or ranges: https://manpages.ubuntu.com/manpages/noble/man1/apt-transport-http.1.html"""
    lines = [f'Acquire::http::Proxy "{proxy.http}";', f'Acquire::https::Proxy "{proxy.https}";']
    hosts = [name for name in proxy.direct if not name.startswith(".") and "/" not in name]
    lines += [f'Acquire::{scheme}::Proxy::{host} "DIRECT";' for host in hosts for scheme in ("http", "https")]
    return "".join(f"{line}\n" for line in lines)
