"""Virtual machine sizes, from the Resource SKU API: https://learn.microsoft.com/rest/api/compute/resource-skus/list

It has a record for each size and region.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

from aksynth.catalog.refresh.capabilities import COLUMNS, Value
from aksynth.catalog.refresh.reading import Record, from_json, unexpected

SOURCE = "az vm list-skus --resource-type virtualMachines --all --output json"


class Capability(Record):
    name: str
    value: str


class Location(Record):
    location: str
    zones: list[str] | None = None


class Sku(Record):
    resource_type: str
    name: str
    capabilities: list[Capability] | None = None
    location_info: list[Location] | None = None

    def regions(self) -> list[str]:
        return [place.location for place in self.location_info or []]


_Row = dict[str, Any]


def refreshed(old: dict[str, Any], text: str, today: date) -> dict[str, Any]:
    """All sizes of the API, and those of before that it has no more: old models still name them."""
    columns: list[str] = old["columns"]
    sizes: dict[str, list[Value]] = dict(old["sizes"])
    groups = _groups(text, sizes)
    for name, group in groups.items():
        before = dict(zip(columns, sizes.get(name, [None] * len(columns)), strict=True))
        sizes[name] = list(_row(name, group, before, old["derived"]).values())
    source = f"az vm list-skus, {today}: {len(groups)} sizes; what it does not hold is from the others"
    sources = {**old["sources"], "Resource SKU API": source}
    return {**old, "sources": sources, "sizes": dict(sorted(sizes.items()))}


def _groups(text: str, known: dict[str, list[Value]]) -> dict[str, list[Sku]]:
    """All records of each size, by the catalog's spelling of its name, in the order of their regions."""
    spelling = {name.lower(): name for name in known}
    groups: dict[str, list[Sku]] = {}
    for sku in sorted(from_json(list[Sku], text, SOURCE), key=Sku.regions):
        # A record without capabilities is one that the subscription may not see.
        if sku.resource_type == "virtualMachines" and sku.capabilities:
            groups.setdefault(spelling.setdefault(sku.name.lower(), sku.name), []).append(sku)
    if not groups:
        raise unexpected(SOURCE, "no virtual machine size in it")
    return groups


def _row(name: str, group: list[Sku], old: _Row, letters: dict[str, str]) -> _Row:
    """What the API says, and what the catalog knew where the API says nothing, as of nested virtualization."""
    told = dict(_told(name, group))
    if told.get("ephemeralOsDisk") is False:
        told["ephemeralPlacements"] = ""
    zones = sorted({zone for sku in group for place in sku.location_info or [] for zone in place.zones or []})
    if zones:
        told["zones"] = ",".join(zones)
    told["derived"] = "".join(letter for letter in old["derived"] or "" if letters[letter] not in told)
    return {**old, **told}


def _told(name: str, group: list[Sku]) -> Iterator[tuple[str, Value]]:
    texts: dict[str, str] = {}
    for capability in (capability for sku in group for capability in sku.capabilities or []):
        texts.setdefault(capability.name, capability.value)
    for title, column in COLUMNS.items():
        text = texts.get(column.capability)
        if text is None and column.absent is None:
            continue
        try:
            yield title, column.absent if text is None else column.read(text)
        except (ValueError, OverflowError):
            raise unexpected(SOURCE, f"{name} has {column.capability} {text!r}") from None
