"""Which capability of the Resource SKU API fills which column of the sizes, and in which unit."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

Value = int | float | bool | str | None


@dataclass(frozen=True)
class Column:
    """A capability's name and how its text is read."""

    capability: str
    read: Callable[[str], Value]
    absent: Value = None
    """What a record says that leaves it out; None where that says nothing."""


def _whole(number: float) -> int | float:
    return int(number) if number == int(number) else number


def _memory(text: str) -> Value:
    return _whole(float(text))


def _gib(unit: int) -> Callable[[str], Value]:
    """Reads a number of `unit` bytes as GiB with one decimal."""
    return lambda text: _whole(round(int(text) * unit / 2**30, 1))


def _flag(text: str) -> Value:
    if text.lower() not in ("true", "false"):
        raise ValueError
    return text.lower() == "true"


def _architecture(text: str) -> Value:
    return {"x64": "amd64"}.get(text.lower(), text.lower())


def _list(text: str) -> Value:
    return "".join(text.split())


_MIB = 2**20

COLUMNS = {
    "vcpus": Column("vCPUs", int),
    "vcpusAvailable": Column("vCPUsAvailable", int),
    "memoryGiB": Column("MemoryGB", _memory),
    "maxDataDisks": Column("MaxDataDiskCount", int),
    "maxNics": Column("MaxNetworkInterfaces", int),
    "cachedDiskGiB": Column("CachedDiskBytes", _gib(1), absent=0),
    "resourceDiskGiB": Column("MaxResourceVolumeMB", _gib(_MIB)),
    "nvmeDiskGiB": Column("NvmeDiskSizeInMiB", _gib(_MIB), absent=0),
    "nvmePerDiskGiB": Column("NvmeSizePerDiskInMiB", _gib(_MIB)),
    "ephemeralOsDisk": Column("EphemeralOSDiskSupported", _flag),
    "ephemeralPlacements": Column("SupportedEphemeralOSDiskPlacements", _list),
    "premiumIO": Column("PremiumIO", _flag),
    "acceleratedNetworking": Column("AcceleratedNetworkingEnabled", _flag),
    "hyperVGenerations": Column("HyperVGenerations", _list),
    "cpuArchitecture": Column("CpuArchitectureType", _architecture),
    "gpus": Column("GPUs", int, absent=0),
}
