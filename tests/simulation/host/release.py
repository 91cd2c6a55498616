"""Releases of operating systems, as machines know them."""

from __future__ import annotations

from pathlib import Path

_FILE = "/etc/os-release"
_UBUNTU = {"24.04": "noble", "22.04": "jammy"}
_OFFERS = {"ubuntu-24_04-lts": "24.04", "0001-com-ubuntu-server-jammy": "22.04"}
"""The release in the images of an offer of the marketplace."""


def os_release(offer: str = "ubuntu-24_04-lts") -> tuple[str, str]:
    """Path and content of the file in an image of this offer; see os-release(5)."""
    number = _OFFERS[offer]
    return _FILE, f'ID=ubuntu\nID_LIKE=debian\nVERSION_ID="{number}"\nVERSION_CODENAME={_UBUNTU[number]}\n'


def codename() -> str:
    """That of this machine."""
    values = dict(line.split("=", 1) for line in Path(_FILE).read_text().splitlines())
    return values["VERSION_CODENAME"]
