"""Marketplace images."""

from __future__ import annotations

from aksynth.catalog.data import read
from aksynth.catalog.vm_sizes import VmSize


def marketplace(distro: str, size: VmSize | None) -> tuple[str, str, str]:
    """Publisher, offer and SKU of the image of `distro` that boots on `size`.

    Azure rejects an image whose Hyper-V generation or architecture differs from the size. An unknown size is assumed to
    be newer than 2020. All of those boot generation 2 images.
    """
    image = read("images")[distro]
    return image["publisher"], image["offer"], image["skus"][_variant(size)]


def _variant(size: VmSize | None) -> str:
    if size and size.cpu_architecture == "arm64":
        return "Arm64"
    generations = (size.hyper_v_generations if size else None) or ("V2",)
    return "V2" if "V2" in generations else "V1"
