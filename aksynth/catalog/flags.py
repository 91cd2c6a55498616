"""Flags of Kubernetes' components, by the key of the model that holds them, such as `apiServerConfig`.

Flags are given with their two hyphens.
"""

from __future__ import annotations

from collections.abc import Mapping

from aksynth.catalog import known_flags
from aksynth.catalog.data import read


def _facts(topic: str, key: str) -> dict[str, list[str]]:
    found: dict[str, list[str]] = read("component_flags")[topic].get(key, {})
    return found


def gone(key: str, flag: str) -> str | None:
    """The remedy for a flag that the component no longer has."""
    advice = read("component_flags")["gone"].get(key, {}).get(flag.removeprefix("--"))
    return str(advice) if advice else None


def is_fixed(key: str, flag: str) -> bool:
    """Whether the cluster sets the flag itself."""
    return flag.removeprefix("--") in _facts("fixed", key)


def names_file(key: str, flag: str) -> bool:
    """Whether the flag names a file or folder on the master."""
    return flag.removeprefix("--") in _facts("files", key)


def may_name_custom_file(key: str, flag: str) -> bool:
    """Whether the file can be a custom file of the masters."""
    return flag.removeprefix("--") in _facts("customFiles", key)


def by_aks_engine(key: str, flag: str, value: str) -> bool:
    """Whether AKS Engine itself wrote this value into generated models, and it is of no use."""
    return value in _facts("aksEngine", key).get(flag.removeprefix("--"), [])


def moved(key: str, flag: str) -> str | None:
    """The flag that replaced this one, without hyphens."""
    successor = read("component_flags")["moved"].get(key, {}).get(flag.removeprefix("--"))
    return str(successor) if successor else None


def kept(key: str, written: Mapping[str, str] | None, minor: str) -> dict[str, str]:
    """The flags of a component of this Kubernetes release, without their hyphens.

    A flag under its new name wins over the same one under its old name.
    """
    found: dict[str, str] = {}
    renamed: dict[str, str] = {}
    for flag, value in (written or {}).items():
        if _is_dropped(key, flag, value, minor):
            continue
        left = {part.strip() for part in left_out(key, flag, value, minor)}
        parts = [part for part in value.split(",") if part.strip() not in left] if left else [value]
        if parts:
            successor = moved(key, flag)
            (renamed if successor else found)[successor or flag.removeprefix("--")] = ",".join(parts)
    return {**{name: value for name, value in renamed.items() if not is_fixed(key, name)}, **found}


def _is_dropped(key: str, flag: str, value: str, minor: str) -> bool:
    is_gone = gone(key, flag) and not known_flags.has(key, flag, minor)
    return bool(is_gone) or is_fixed(key, flag) or by_aks_engine(key, flag, value)


def left_out(key: str, flag: str, value: str, minor: str) -> list[str]:
    """Parts of the value that are omitted: retired gates and plugins, and locked gates."""
    return [*retired_parts(key, flag, value, minor), *locked_parts(flag, value, minor)]


def retired_parts(key: str, flag: str, value: str, minor: str) -> list[str]:
    """Gates and plugins that the releases of AKS Engine had and this release no longer has."""
    retired = read("component_flags")["unknown"].get(flag.removeprefix("--"), [])
    unknown = known_flags.unknown_parts(key, flag, value, minor)
    return [part for part in unknown if part.partition("=")[0] in retired]


def locked_parts(flag: str, value: str, minor: str) -> list[str]:
    """Gates that are locked in this release: with another value, a component does not start."""
    if flag.removeprefix("--") != "feature-gates":
        return []
    locked = known_flags.locked_gates(minor)
    return [part for part in known_flags.parts(value) if part.partition("=")[0] in locked]
