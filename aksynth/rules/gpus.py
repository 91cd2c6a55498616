"""Sizes with GPUs."""

from __future__ import annotations

from collections.abc import Iterator

from aksynth.apimodel import AgentPoolProfile
from aksynth.catalog import gpus, vm_sizes
from aksynth.catalog.addons import GPUS
from aksynth.defaults.gpus import has_plugin, served
from aksynth.rules.case import Case
from aksynth.rules.paths import A, X
from aksynth.rules.registry import Finding, rule, shown

_PAGE = "docs/gpu.md"
_IMAGE = "/communityGalleries/ours-1234/images/gpu/versions/1.36.4"


@rule(
    "A360",
    wrong={A + "vmSize": "Standard_NV6ads_A10_v5"},
    right={A + "vmSize": "Standard_NV6ads_A10_v5", X + "images.pools": {"agentpool1": _IMAGE}},
    source="https://learn.microsoft.com/azure/virtual-machines/linux/n-series-driver-setup",
    warns=True,
    advice="use a size whose driver Ubuntu has, such as Standard_NC4as_T4_v3, or an image with the driver",
)
def drivers(case: Case) -> Iterator[Finding]:
    """A pool with GPUs should have their driver.

    Agents install the driver that Ubuntu has, if the add-on nvidia-device-plugin is on. Other GPUs need an image with
    their driver. Without a driver, the pool works, and pods cannot use its GPUs.
    """
    images = case.aksynth.images.pools or {}
    for path, pool in case.pools():
        if not pool.image_reference and pool.name not in images:
            why = _without_driver(case, pool)
            if why:
                advice = f"enable the add-on, or install drivers in another way ({_PAGE})" if served(pool) else ""
                message = f"agents install no GPU driver on {pool.vm_size}: {why}"
                yield Finding((*path, "vmSize"), message, shown(pool.vm_size), advice=advice)


def _without_driver(case: Case, pool: AgentPoolProfile) -> str:
    """Why the pool has GPUs and no driver. Blank if it has both, or neither."""
    if served(pool):
        return "" if has_plugin(case.config) else f"the add-on {GPUS} is disabled"
    known, size = gpus.find(pool.vm_size), vm_sizes.find(pool.vm_size)
    if known:
        return known.why
    return "it is not known which driver its GPUs need" if size and size.gpus else ""
