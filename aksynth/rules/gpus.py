"""Sizes with GPUs."""

from __future__ import annotations

from collections.abc import Iterator

from aksynth.catalog import vm_sizes
from aksynth.rules.case import Case
from aksynth.rules.paths import A, X
from aksynth.rules.registry import Finding, rule, shown

_IMAGE = "/communityGalleries/ours-1234/images/gpu/versions/1.36.4"


@rule(
    "A360",
    wrong={A + "vmSize": "Standard_NC6s_v3"},
    right={A + "vmSize": "Standard_NC6s_v3", X + "images.pools": {"agentpool1": _IMAGE}},
    source="https://learn.microsoft.com/azure/virtual-machines/linux/n-series-driver-setup",
    warns=True,
    advice="give the pool an image with the driver and its container runtime, and add the device plugin as an add-on",
)
def drivers(case: Case) -> Iterator[Finding]:
    """A pool with GPUs should have an image with their driver.

    AKS Engine installed the driver while a machine booted, and added the device plugin. Pods need both to use a GPU.
    """
    images = case.aksynth.images.pools or {}
    for path, pool in case.pools():
        size = vm_sizes.find(pool.vm_size)
        if size and size.gpus and not pool.image_reference and pool.name not in images:
            message = f"the marketplace image has no driver for the GPUs of {pool.vm_size}"
            yield Finding((*path, "vmSize"), message, shown(pool.vm_size))
