"""Packages of an operating system."""

from __future__ import annotations

from collections.abc import Callable

from aksynth.blueprint import Blueprint
from aksynth.blueprint.operating_systems import OperatingSystem
from aksynth.bootstrap.apt import apt_files
from aksynth.bootstrap.dnf import dnf_files
from aksynth.bootstrap.file import File
from aksynth.bootstrap.static import packages_file

_SETTINGS: dict[str, Callable[[Blueprint], list[File]]] = {
    "apt": apt_files,
    "dnf": dnf_files,
    "binaries": lambda blueprint: [],
}


def package_files(blueprint: Blueprint, system: OperatingSystem) -> list[File]:
    """What other scripts call to install packages, and what the program that installs them reads. On every machine, a
    jumpbox included."""
    return [packages_file(system), *_SETTINGS[system.packages](blueprint)]
