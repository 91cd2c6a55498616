"""What a virtual machine size can do. `None` means unknown, never "no"."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from aksynth.catalog.data import read


@dataclass(frozen=True, kw_only=True)
class VmSize:
    """Capabilities as the Resource SKU API names them."""

    premium_io: bool | None
    accelerated_networking: bool | None
    hyper_v_generations: tuple[str, ...] | None
    cpu_architecture: str | None


@cache
def _rows() -> dict[str, list[object]]:
    return {name.lower(): row for name, row in read("vm_sizes")["sizes"].items()}


def find(name: str) -> VmSize | None:
    """The size called `name` in any case, such as `Standard_D2_v3`; None where the catalog does not know it."""
    row = _rows().get(name.lower())
    if row is None:
        return None
    premium, accelerated, generations, architecture = row
    return VmSize(
        premium_io=premium if isinstance(premium, bool) else None,
        accelerated_networking=accelerated if isinstance(accelerated, bool) else None,
        hyper_v_generations=tuple(generations) if isinstance(generations, list) else None,
        cpu_architecture=architecture if isinstance(architecture, str) else None,
    )
