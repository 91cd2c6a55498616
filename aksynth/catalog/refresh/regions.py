"""Regions of the cloud that az is logged in to."""

from __future__ import annotations

from datetime import date
from typing import Any

from aksynth.catalog.refresh.reading import Record, from_json, unexpected

SOURCE = "az account list-locations --output json"


class Metadata(Record):
    region_type: str
    geography: str | None = None

    @property
    def holds_machines(self) -> bool:
        """Not a name for a continent, and not one of Azure's own stages."""
        return self.region_type == "Physical" and not (self.geography or "").startswith("Stage")


class Location(Record):
    name: str
    display_name: str
    metadata: Metadata
    availability_zone_mappings: list[dict[str, Any]] | None = None


def refreshed(old: dict[str, Any], text: str, today: date) -> dict[str, Any]:
    """Physical regions; their cloud is that of regions known with them. Other clouds' regions stay."""
    found = [place for place in from_json(list[Location], text, SOURCE) if place.metadata.holds_machines]
    clouds = {old["regions"][place.name][1] for place in found if place.name in old["regions"]}
    if len(clouds) != 1:
        raise unexpected(SOURCE, "no region of one known cloud in it")
    (cloud,) = clouds
    rows = {place.name: [place.display_name, cloud, _zones(place, old)] for place in found}
    source = {f"regions of {cloud}": f"az account list-locations, {today}: {len(rows)}"}
    regions = dict(sorted({**old["regions"], **rows}.items()))
    return {**old, "sources": {**old["sources"], **source}, "regions": regions}


def _zones(place: Location, old: dict[str, Any]) -> Any:
    """A mapping proves zones. That there is none proves nothing: not every subscription sees them."""
    return True if place.availability_zone_mappings else old["regions"].get(place.name, [None] * 3)[2]
