"""The jumpbox."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from aksynth.apimodel.json_reader import Path
from aksynth.apimodel.private_cluster import JumpboxProfile
from aksynth.rules.case import AKSYNTH_PATH, CONFIG, Case
from aksynth.rules.paths import K, X
from aksynth.rules.registry import AKSYNTH, Finding, rule, shown

_NAME = re.compile(r"[A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?")
_PRIVATE = (*CONFIG, "privateCluster", "jumpboxProfile")
_JUMPBOX: dict[str, Any] = {
    "enabled": True,
    "jumpboxProfile": {"name": "jb", "vmSize": "Standard_D2s_v3", "publicKey": ""},
}


@rule(
    "V16",
    wrong={K + "privateCluster": {**_JUMPBOX, "jumpboxProfile": {"name": "jb"}}},
    right={K + "privateCluster": _JUMPBOX},
    advice="set name and vmSize",
)
def jumpbox(case: Case) -> Iterator[Finding]:
    """A jumpbox must have a name that can be a host name, a size, and a disk of 30 to 2048 GiB."""
    for here, profile in jumpboxes(case):
        yield from _faults(here, profile)


def jumpboxes(case: Case) -> Iterator[tuple[Path, JumpboxProfile]]:
    """Those that are written, each with its path."""
    if case.config.private_cluster.jumpbox_profile:
        yield _PRIVATE, case.config.private_cluster.jumpbox_profile
    if case.aksynth.jumpbox:
        yield (*AKSYNTH_PATH, "jumpbox"), case.aksynth.jumpbox


def _faults(here: Path, profile: JumpboxProfile) -> Iterator[Finding]:
    for key, value in (("name", profile.name), ("vmSize", profile.vm_size)):
        if not value:
            yield Finding((*here, key), f"{key} is missing")
    if profile.name and not _NAME.fullmatch(profile.name):
        allowed = "1 to 63 letters, digits and hyphens, starting and ending with a letter or digit"
        yield Finding((*here, "name"), "the name cannot be a host name", shown(profile.name), allowed)
    if profile.os_disk_size_gb and not 30 <= profile.os_disk_size_gb <= 2048:
        yield Finding(
            (*here, "osDiskSizeGB"),
            "Azure cannot boot from a disk of this size",
            shown(profile.os_disk_size_gb),
            "30 to 2048",
        )


@rule(
    "A88",
    wrong={K + "privateCluster": {**_JUMPBOX, "enabled": False}},
    right={K + "privateCluster": _JUMPBOX},
    warns=True,
    source=AKSYNTH,
    advice="move it to properties.aksynth.jumpbox, set privateCluster.enabled to true, or remove it",
)
def idle_jumpbox(case: Case) -> Iterator[Finding]:
    """privateCluster.jumpboxProfile requires a private cluster. `aksynth.jumpbox` does not."""
    private = case.config.private_cluster
    if private.jumpbox_profile and not private.enabled:
        yield Finding(_PRIVATE, "the cluster is not private, so this jumpbox is not created")


@rule(
    "A245",
    wrong={K + "privateCluster": _JUMPBOX, X + "jumpbox": _JUMPBOX["jumpboxProfile"]},
    right={X + "jumpbox": _JUMPBOX["jumpboxProfile"]},
    source=AKSYNTH,
    advice="remove one of the two",
)
def one_jumpbox(case: Case) -> Iterator[Finding]:
    """A private cluster must not have both `jumpboxProfile` and `aksynth.jumpbox`."""
    private = case.config.private_cluster
    if private.enabled and private.jumpbox_profile and case.aksynth.jumpbox:
        yield Finding((*AKSYNTH_PATH, "jumpbox"), "privateCluster.jumpboxProfile is set, too")
