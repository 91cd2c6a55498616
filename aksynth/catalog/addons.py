"""Add-ons that AKS Engine knew, and what they are today."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from aksynth.catalog.data import read

DISKS, FILES = "azuredisk-csi-driver", "azurefile-csi-driver"
"""The add-ons with the drivers of Azure disks and Azure files."""

AUTOSCALER = "cluster-autoscaler"

GPUS = "nvidia-device-plugin"
"""The add-on that reports GPUs to Kubernetes. Where it is on, agents install their driver."""

ENTRA_ADMINS = "aad"
"""The add-on that binds the group of administrators in Microsoft Entra ID, as AKS Engine called it."""


@dataclass(frozen=True)
class AddonFact:
    """`part`: every cluster has it. `built`: on by default, applied by aksynth. `optional`: applied if a model enables
    it. `later`: not built by this version, and `why` is what to do instead. `gone`: it no longer exists, and `why`
    names its replacement."""

    status: Literal["part", "built", "optional", "later", "gone"]
    why: str = ""
    by_default: bool = False
    """AKS Engine switched it on by itself."""
    off_by_default: bool = False
    """AKS Engine switched it off by itself where the releases of its time did not need it."""
    settings: Mapping[str, list[str]] = field(default_factory=dict)
    """Settings that AKS Engine wrote by default. "*" matches any value, if another field of the model decides."""

    flags: Mapping[str, str] = field(default_factory=dict)
    """Settings that become flags of the add-on, with the kind of their values."""
    defaults: Mapping[str, str] = field(default_factory=dict)
    """Flags that differ from the add-on's own defaults, as in AKS Engine."""

    def is_flag(self, name: str) -> bool:
        return name in self.flags

    def own_settings(self, config: Mapping[str, str] | None) -> dict[str, str]:
        """Settings that are not built, and differ from those that AKS Engine wrote by itself."""
        known, written = self.settings, config or {}
        return {k: v for k, v in written.items() if k not in self.flags and not {v, "*"} & set(known.get(k, []))}


def find(name: str) -> AddonFact | None:
    row = read("addons")["addons"].get(name)
    if not row:
        return None
    flags = {flag: kind for kind, flags in row.get("flags", {}).items() for flag in flags}
    return AddonFact(
        row["status"],
        row.get("why", ""),
        row.get("byDefault", False),
        row.get("offByDefault", False),
        row.get("config", {}),
        flags,
        row.get("defaults", {}),
    )


def names() -> tuple[str, ...]:
    return tuple(read("addons")["addons"])
