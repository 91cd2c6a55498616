"""Names of regions."""

from __future__ import annotations

from cdktf import Fn


def region_name(text: str) -> str:
    """The short name, such as westeurope. Azure also accepts and prints names such as "West Europe"."""
    return str(Fn.lower(Fn.replace(text, " ", "")))
