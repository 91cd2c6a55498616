"""Marketplace images."""

from __future__ import annotations

from typing import Any

from aksynth.catalog.data import read
from aksynth.catalog.vm_sizes import VmSize


def marketplace(distro: str, size: VmSize | None) -> tuple[str, str, str]:
    """Publisher, offer and SKU of the image of `distro` that boots on `size`.

    Azure rejects an image whose Hyper-V generation or architecture differs from the size. An unknown size is assumed to
    be newer than 2020. All of those boot generation 2 images.
    """
    image, variant = read("images")[distro], _variant(size)
    return image["publisher"], offer(image, variant), image["skus"][variant]


def offer(image: dict[str, Any], variant: str) -> str:
    """Publishers can have an offer for each architecture."""
    return str(image.get("offers", {}).get(variant, image["offer"]))


def _variant(size: VmSize | None) -> str:
    if size and size.cpu_architecture == "arm64":
        return "Arm64"
    generations = (size.hyper_v_generations if size else None) or ("V2",)
    return "V2" if "V2" in generations else "V1"
