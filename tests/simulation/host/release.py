"""What the images of the marketplace have, by their offer."""

from __future__ import annotations

from pathlib import Path

_RELEASE = Path("/etc/os-release")
_UBUNTU = {"ubuntu-24_04-lts": ("24.04", "noble"), "0001-com-ubuntu-server-jammy": ("22.04", "jammy")}
AZURE_LINUX = "azure-linux-3"
_KEY = "/etc/pki/rpm-gpg/MICROSOFT-RPM-GPG-KEY"
_REPOSITORY = """\
[azurelinux-official-{name}]
baseurl=https://packages.microsoft.com/azurelinux/$releasever/prod/{name}/$basearch
gpgkey=file://{key}
gpgcheck=1
repo_gpgcheck=1
enabled=1
skip_if_unavailable=True
"""
_REPOSITORIES = {
    "base": "official-base",
    "cloud-native": "cloud-native",
    "ms-oss": "ms-oss",
    "ms-non-oss": "ms-non-oss",
}
MISSING = ("apt-get", "apt-mark", "dpkg", "dpkg-query")
"""Programs that Azure Linux does not have, and this system may have."""
MISSING_IN_FLATCAR = (*MISSING, "dnf", "netplan", "perl", "python", "python3")


def is_flatcar(offer: str) -> bool:
    return offer.startswith("flatcar-container-linux-corevm")


def image_files(offer: str = "ubuntu-24_04-lts") -> dict[str, str]:
    """By path, what scripts read. os-release(5); microsoft/azurelinux, branch 3.0: SPECS/azurelinux-repos,
    SPECS/iptables, and SPECS/azurelinux-release, whose preset enables the service."""
    if offer in _UBUNTU:
        number, name = _UBUNTU[offer]
        text = f'ID=ubuntu\nID_LIKE=debian\nVERSION_ID="{number}"\nVERSION_CODENAME={name}\n'
        return {str(_RELEASE): text}
    if is_flatcar(offer):
        return {str(_RELEASE): "ID=flatcar\nID_LIKE=coreos\nVERSION_ID=4593.2.5\n"}
    assert offer == AZURE_LINUX, offer
    return {
        str(_RELEASE): 'ID=azurelinux\nVERSION_ID="3.0"\n',
        _KEY: "-----BEGIN PGP PUBLIC KEY BLOCK-----\n",
        "/usr/local/lib/systemd/system/iptables.service": "[Install]\nWantedBy=multi-user.target\n",
        "/etc/systemd/system/multi-user.target.wants/iptables.service": "",
        **{
            f"/etc/yum.repos.d/azurelinux-{file}.repo": _REPOSITORY.format(name=name, key=_KEY)
            for name, file in _REPOSITORIES.items()
        },
    }


def codename() -> str:
    """That of this machine."""
    return _values()["VERSION_CODENAME"]


def number() -> str:
    return _values()["VERSION_ID"].strip('"')


def _values() -> dict[str, str]:
    return dict(line.split("=", 1) for line in _RELEASE.read_text().splitlines())
