"""apt-get: sources that must be there with their keys, and packages that bring this machine's stand-ins."""

from __future__ import annotations

import fnmatch
import re
from pathlib import Path

from ..download import fetch
from ..tool import Failed, option, write
from .bring import bring
from .release import codename

SOURCES = Path("/etc/apt/sources.list.d")
UBUNTU = SOURCES / "ubuntu.list"
"""What cloud-init's stand-in writes in place of the image's own sources."""

_LISTS = Path("/var/lib/apt-stand-in")
_KEY = "-----BEGIN PGP PUBLIC KEY BLOCK-----"


def apt_get(arguments: list[str], _: str) -> str:
    """`update` and `install`, as far as the scripts use them."""
    if option(arguments, "-o") != "DPkg::Lock::Timeout=600":
        raise Failed("E: Could not get lock /var/lib/dpkg/lock-frontend")
    verb, *names = [a for a in arguments if not a.startswith(("-", "DPkg"))]
    if verb == "update":
        write(_LISTS, "".join(f"{name}\n" for source in _sources() for name in _packages(source)))
        return ""
    if verb != "install":
        raise Failed(f"E: Invalid operation {verb}")
    for name in names:
        _install(name)
    return ""


def _sources() -> list[str]:
    """Addresses of repositories; one of another key than the archives' own names it."""
    if not UBUNTU.exists():
        address = f"http://azure.archive.ubuntu.com/ubuntu {codename()} InRelease"
        raise Failed(f"Err:1 {address}: Temporary failure resolving")
    found = []
    for line in [line for path in sorted(SOURCES.glob("*.list")) for line in path.read_text().splitlines()]:
        match = re.fullmatch(r"deb (?:\[signed-by=(\S+)\] )?(https://\S+) (/|\w+(?: main)?)", line)
        if not match:
            raise Failed(f"E: Malformed entry: {line}")
        key, address, suite = match.groups()
        if key and not Path(key).read_text().startswith(_KEY):
            raise Failed(f"W: The key(s) in the keyring {key} are ignored as the file has an unsupported filetype.")
        found.append(address.rstrip("/") if suite == "/" else f"{address}/dists/{suite.split()[0]}")
    return found


def _packages(address: str) -> list[str]:
    try:
        content = fetch(f"{address}/Packages")
    except OSError as error:
        raise Failed(f"E: Failed to fetch {address}/Packages: {error}") from None
    return list(content.decode().split())


def _install(wanted: str) -> None:
    name, _, version = wanted.partition("=")
    known = [line.partition("=") for line in _LISTS.read_text().split()] if _LISTS.exists() else []
    if not any(package == name and fnmatch.fnmatch(found, version or "*") for package, _, found in known):
        raise Failed(f"E: Unable to locate package {wanted}")
    bring(name)
