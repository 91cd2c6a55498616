"""Virtual machine sizes, from the Resource SKU API: https://learn.microsoft.com/rest/api/compute/resource-skus/list"""

from __future__ import annotations

from typing import Any

from aksynth.catalog.vm_sizes import COLUMNS

_GIB = 1024**3
_ARCHITECTURES = {"x64": "amd64", "Arm64": "arm64"}


def refreshed(old: dict[str, Any], skus: list[dict[str, Any]]) -> dict[str, Any]:
    """All sizes of the API, and those of before that it has no more: old models still name them."""
    sizes = {sku["name"]: _row(sku, old["sizes"].get(sku["name"])) for sku in skus if _is_size(sku)}
    if not sizes:
        raise ValueError("no virtual machine size in it")
    return {**old, "sizes": dict(sorted({**old["sizes"], **sizes}.items()))}


def _is_size(sku: dict[str, Any]) -> bool:
    return bool(sku["resourceType"] == "virtualMachines" and str(sku["name"]).startswith("Standard_"))


def _row(sku: dict[str, Any], before: list[Any] | None) -> list[Any]:
    """Nested virtualization is in no API, so the catalog's own knowledge of it stays."""
    found = {item["name"]: item["value"] for item in sku["capabilities"]}
    known = dict(zip(COLUMNS, before, strict=True)) if before else {}
    row = {
        "vcpus": _number(found.get("vCPUs")),
        "memoryGiB": _number(found.get("MemoryGB")),
        "maxDataDisks": _number(found.get("MaxDataDiskCount")),
        "maxNics": _number(found.get("MaxNetworkInterfaces")),
        "cachedDiskGiB": _scaled(found.get("CachedDiskBytes"), _GIB),
        "resourceDiskGiB": _scaled(found.get("MaxResourceVolumeMB"), 1024),
        "nvmeDiskGiB": _scaled(found.get("NvmeDiskSizeInMiB", "0"), 1024),
        "premiumIO": _truth(found.get("PremiumIO")),
        "ephemeralOsDisk": _truth(found.get("EphemeralOSDiskSupported")),
        "ephemeralPlacements": _list(found.get("SupportedEphemeralOSDiskPlacements", "")),
        "acceleratedNetworking": _truth(found.get("AcceleratedNetworkingEnabled")),
        "hyperVGenerations": _list(found["HyperVGenerations"]) if "HyperVGenerations" in found else None,
        "cpuArchitecture": _ARCHITECTURES.get(found.get("CpuArchitectureType", "")),
        "gpus": _number(found.get("GPUs", "0")),
        "nestedVirtualization": known.get("nestedVirtualization"),
        "derived": "",
    }
    return [row[column] for column in COLUMNS]


def _number(text: str | None) -> int | float | None:
    if text is None:
        return None
    number = float(text)
    return int(number) if number.is_integer() else number


def _scaled(text: str | None, unit: int) -> int | float | None:
    return None if text is None else _number(str(round(float(text) / unit, 2)))


def _truth(text: str | None) -> bool | None:
    return None if text is None else text == "True"


def _list(text: str) -> list[str]:
    return [part.strip() for part in text.split(",") if part.strip()]
