"""dnf 4: repositories that must be there with their keys, and packages that bring this machine's stand-ins."""

from __future__ import annotations

import fnmatch
import re
import time
from configparser import ConfigParser
from pathlib import Path

from ..download import fetch
from ..tool import Failed, write
from . import release
from .bring import bring

INSTALLED = Path("/var/lib/dnf-stand-in")
"""A line for each package, with its repository."""
LOCK = Path("/var/cache/dnf/metadata_lock.pid")
_UNITS = Path("/usr/local/lib/systemd/system")
_KEY = "-----BEGIN PGP PUBLIC KEY BLOCK-----"
_OPTIONS = re.compile(r"-q|-y|--repo=[\w-]+|--disableexcludes=(?:main|all)")
Package = tuple[str, str, str]
"""Name, version with release, and repository."""


def dnf(arguments: list[str], _: str) -> str:
    """`install`, as far as the scripts use it."""
    options = [argument for argument in arguments if argument.startswith("-")]
    unknown = [argument for argument in options if not _OPTIONS.fullmatch(argument)]
    if unknown:
        raise Failed(f"Command line error: unrecognized arguments: {' '.join(unknown)}", 2)
    while LOCK.exists():
        time.sleep(0.02)
    verb, *names = [argument for argument in arguments if argument not in options]
    if verb != "install":
        raise Failed(f"No such command: {verb}. Please use /usr/bin/dnf --help")
    chosen = [_best(name, _packages(options)) for name in names]
    if "-y" not in options:
        raise Failed("Operation aborted.")
    for name, version, repository in chosen:
        known = INSTALLED.read_text() if INSTALLED.exists() else ""
        write(INSTALLED, f"{known}{name}-{version} {repository}\n")
        _bring(name)
    return ""


def _bring(name: str) -> None:
    bring(name)
    if name == "dnf-automatic":
        write(_UNITS / "dnf-automatic-install.timer", "[Install]\nWantedBy=timers.target\n")


def _best(wanted: str, packages: list[Package]) -> Package:
    """Of several, that with the highest release."""
    found = [package for package in packages if _is(wanted, package)]
    if not found:
        raise Failed(f"Error: Unable to find a match: {wanted}")
    return max(found, key=lambda package: [int(number) for number in re.findall(r"\d+", package[1])])


def _is(wanted: str, package: Package) -> bool:
    name, version, _ = package
    return wanted == name or fnmatch.fnmatch(f"{name}-{version}", wanted)


def _packages(options: list[str]) -> list[Package]:
    settings = _read(Path("/etc/dnf/dnf.conf"))["main"]
    excluded = settings.get("excludepkgs", "").split(",")
    if any(option.startswith("--disableexcludes=") for option in options):
        excluded = []
    only = [option.removeprefix("--repo=") for option in options if option.startswith("--repo=")]
    found = [
        package
        for path in sorted(Path("/etc/yum.repos.d").glob("*.repo"))
        for identifier, repository in _read(path).items()
        if identifier != "DEFAULT" and (identifier in only if only else repository["enabled"] == "1")
        for package in _of(identifier, repository)
    ]
    return [package for package in found if package[0] not in excluded]


def _of(identifier: str, repository: dict[str, str]) -> list[Package]:
    """What a repository has; its signature is checked before anything of it is installed."""
    address = _filled(repository["baseurl"])
    try:
        names = fetch(f"{address.rstrip('/')}/repodata/repomd.xml").decode().split()
        key = _filled(repository["gpgkey"])
        text = Path(key.removeprefix("file://")).read_text() if key.startswith("file:") else fetch(key).decode()
    except OSError as error:
        if repository.get("skip_if_unavailable", "True") == "True":
            return []
        raise Failed(f"Error: Failed to download metadata for repo '{identifier}': {error}") from None
    if repository["gpgcheck"] != "1" or not text.startswith(_KEY):
        raise Failed("Error: GPG check FAILED")
    found = [re.fullmatch(r"(.+)-([^-]+-[^-]+)", name) for name in names]
    return [(match[1], match[2], identifier) for match in found if match]


def _filled(text: str) -> str:
    machine = Path("/var/lib/architecture")
    architecture = "aarch64" if machine.exists() and machine.read_text() == "arm64" else "x86_64"
    return text.replace("$releasever", release.number()).replace("$basearch", architecture)


def _read(path: Path) -> dict[str, dict[str, str]]:
    parser = ConfigParser(interpolation=None)
    if not parser.read(path):
        return {"main": {}}
    return {section: dict(parser[section]) for section in parser.sections()}
