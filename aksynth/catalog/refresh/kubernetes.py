"""Releases, from `schedule.yaml` of the Kubernetes project's release team."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any

from pydantic import BeforeValidator, Field

from aksynth.catalog.refresh.reading import Record, from_yaml

SOURCE = "schedule.yaml of the Kubernetes project's release team"

_NUMBERS = r"^\d+(\.\d+){1,2}$"


class Patch(Record):
    release: str = Field(pattern=_NUMBERS)


class Minor(Record):
    release: str = Field(pattern=_NUMBERS)
    end_of_life_date: date | None = Field(default=None, strict=False)
    # A minor that has just come out may have an empty field.
    previous_patches: Annotated[list[Patch], BeforeValidator(lambda found: found or [])] = Field(default_factory=list)


class Schedule(Record):
    schedules: list[Minor]


def refreshed(old: dict[str, Any], text: str, today: date) -> dict[str, Any]:
    """Newest patch and end of life of each supported minor. Which minors are supported stays a decision.

    Raises ValueError where a supported minor is not in the schedule any more.
    """
    found = {minor.release: minor for minor in from_yaml(Schedule, text, SOURCE).schedules}
    missing = sorted(set(old["minors"]) - set(found))
    if missing:
        raise ValueError(f"{', '.join(missing)} is not scheduled any more; decide what to support")
    sources = {**old["sources"], "minors": {**old["sources"]["minors"], "read": today.isoformat()}}
    return {
        **old,
        "sources": sources,
        "minors": {minor: _minor(facts, found[minor]) for minor, facts in old["minors"].items()},
    }


def _minor(facts: dict[str, Any], upstream: Minor) -> dict[str, Any]:
    """A schedule older than the catalog takes no patch back."""
    patches = [facts["patch"], *(patch.release for patch in upstream.previous_patches)]
    end = upstream.end_of_life_date.isoformat() if upstream.end_of_life_date else facts["endOfLife"]
    return {**facts, "patch": max(patches, key=_numbers), "endOfLife": end}


def _numbers(release: str) -> list[int]:
    return [int(part) for part in release.split(".")]
