"""Flags of Kubernetes' components, by the key of the model that holds them, such as `apiServerConfig`.

Flags are given with their two hyphens.
"""

from __future__ import annotations

from collections.abc import Mapping

from aksynth.catalog.data import read


def _facts(topic: str, key: str) -> dict[str, list[str]]:
    found: dict[str, list[str]] = read("component_flags")[topic].get(key, {})
    return found


def gone(key: str, flag: str) -> str | None:
    """What to do about a flag that the component has no more."""
    advice = read("component_flags")["gone"].get(key, {}).get(flag.removeprefix("--"))
    return str(advice) if advice else None


def is_fixed(key: str, flag: str) -> bool:
    """Whether the cluster sets the flag itself."""
    return flag.removeprefix("--") in _facts("fixed", key)


def names_file(key: str, flag: str) -> bool:
    """Whether the flag names a file or folder on the master."""
    return flag.removeprefix("--") in _facts("files", key)


def by_aks_engine(key: str, flag: str, value: str) -> bool:
    """Whether AKS Engine itself wrote this value into generated models, and it is of no use."""
    return value in _facts("aksEngine", key).get(flag.removeprefix("--"), [])


def unknown_parts(flag: str, value: str) -> list[str]:
    """Feature gates and admission plugins that stop a component of today."""
    unknown = read("component_flags")["unknown"].get(flag.removeprefix("--"), [])
    return [part for part in value.split(",") if part.partition("=")[0].strip() in unknown]


def kept(key: str, written: Mapping[str, str] | None) -> dict[str, str]:
    """The flags that a component of today is given, without their hyphens."""
    flags = {}
    for flag, value in (written or {}).items():
        if gone(key, flag) or is_fixed(key, flag) or by_aks_engine(key, flag, value):
            continue
        parts = [part for part in value.split(",") if part not in unknown_parts(flag, value)]
        if parts or not value:
            flags[flag.removeprefix("--")] = ",".join(parts)
    return flags
