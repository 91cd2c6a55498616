"""Releases, from `schedule.yaml` of the Kubernetes project's release team."""

from __future__ import annotations

from typing import Any


def refreshed(old: dict[str, Any], schedule: dict[str, Any]) -> dict[str, Any]:
    """Newest patch and end of life of each supported minor. Which minors are supported stays a decision.

    Raises ValueError where a supported minor is not in the schedule any more.
    """
    found = {str(entry["release"]): entry for entry in schedule["schedules"]}
    missing = sorted(set(old["minors"]) - set(found))
    if missing:
        raise ValueError(f"{', '.join(missing)} is not scheduled any more; decide what to support")
    return {**old, "minors": {minor: _minor(facts, found[minor]) for minor, facts in old["minors"].items()}}


def _minor(facts: dict[str, Any], entry: dict[str, Any]) -> dict[str, Any]:
    patches = [str(patch["release"]) for patch in entry.get("previousPatches") or []]
    newest = max([*patches, facts["patch"]], key=lambda text: [int(part) for part in text.split(".")])
    return {**facts, "patch": newest, "endOfLife": str(entry["endOfLifeDate"])}
