"""Add-ons that AKS Engine knew, and what they are today."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from aksynth.catalog.data import read


@dataclass(frozen=True)
class AddonFact:
    """`part`: every cluster has it. `built`: on by default, applied by aksynth. `later`: not built by this version.
    `gone`: it exists no more; `why` says what took its place."""

    status: Literal["part", "built", "later", "gone"]
    why: str = ""


def find(name: str) -> AddonFact | None:
    row = read("addons")["addons"].get(name)
    return AddonFact(row["status"], row.get("why", "")) if row else None


def names() -> tuple[str, ...]:
    return tuple(read("addons")["addons"])
