"""Regions of the cloud that az is logged in to."""

from __future__ import annotations

from typing import Any


def refreshed(old: dict[str, Any], locations: list[dict[str, Any]]) -> dict[str, Any]:
    """Physical regions; their cloud is that of regions known with them. Other clouds' regions stay."""
    names = {place["name"]: place["displayName"] for place in locations if _is_physical(place)}
    clouds = {old["regions"][name][1] for name in names if name in old["regions"]}
    if len(clouds) != 1:
        raise ValueError("no region of one known cloud in it")
    (cloud,) = clouds
    found = {name: [display, cloud] for name, display in names.items()}
    return {**old, "regions": dict(sorted({**old["regions"], **found}.items()))}


def _is_physical(place: dict[str, Any]) -> bool:
    return bool((place.get("metadata") or {}).get("regionType") == "Physical")
