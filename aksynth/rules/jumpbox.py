"""The jumpbox of a private cluster."""

from __future__ import annotations

import re
from collections.abc import Iterator

from aksynth.rules.case import CONFIG, Case
from aksynth.rules.paths import K
from aksynth.rules.registry import AKSYNTH, Finding, rule, shown

_NAME = re.compile(r"[A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?")
_JUMPBOX = {"enabled": True, "jumpboxProfile": {"name": "jb", "vmSize": "Standard_D2s_v3", "publicKey": ""}}


@rule(
    "V16",
    wrong={K + "privateCluster": {**_JUMPBOX, "jumpboxProfile": {"name": "jb"}}},
    right={K + "privateCluster": _JUMPBOX},
    advice="set name and vmSize",
)
def jumpbox(case: Case) -> Iterator[Finding]:
    """A jumpbox must have a name that can be a host name, a size, and a disk of 30 to 2048 GiB."""
    profile = case.config.private_cluster.jumpbox_profile
    here = (*CONFIG, "privateCluster", "jumpboxProfile")
    if not profile:
        return
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
    advice="set privateCluster.enabled to true, or remove the jumpbox",
)
def idle_jumpbox(case: Case) -> Iterator[Finding]:
    """A jumpbox requires a private cluster."""
    private = case.config.private_cluster
    if private.jumpbox_profile and not private.enabled:
        yield Finding(
            (*CONFIG, "privateCluster", "jumpboxProfile"), "the cluster is not private, so no jumpbox is created"
        )
