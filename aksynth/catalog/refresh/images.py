"""Which images a publisher offers."""

from __future__ import annotations

from datetime import date
from typing import Any

from aksynth.catalog.images import offer
from aksynth.catalog.refresh.reading import Record, from_json, unexpected

SOURCE = "az vm image list --publisher PUBLISHER --offer OFFER --all --output json"


class Version(Record):
    publisher: str
    offer: str
    sku: str


def refreshed(old: dict[str, Any], text: str, today: date) -> dict[str, Any]:
    """Nothing changes but the dates of the images in the list, where every SKU of the catalog is still offered.

    Raises ValueError where one is not: which one takes its place is a decision.
    """
    offered: dict[tuple[str, str], set[str]] = {}
    for version in from_json(list[Version], text, SOURCE):
        # az also finds offers whose names only begin the same, such as ubuntu-24_04-lts-daily.
        offered.setdefault((version.publisher.lower(), version.offer.lower()), set()).add(version.sku)
    found = {
        distro: {**fact, "read": today.isoformat()}
        for distro, fact in old.items()
        if isinstance(fact, dict) and _check(distro, fact, offered)
    }
    if not found:
        raise unexpected(SOURCE, "no offer of the catalog in it")
    return {**old, **found}


def command(fact: dict[str, Any]) -> str:
    """What prints the list that an image is in: az finds all offers whose names begin with this one."""
    shortest = min((name for name, _ in _wanted(fact)), key=len)
    return SOURCE.replace("PUBLISHER", fact["publisher"]).replace("OFFER", shortest)


def _check(distro: str, fact: dict[str, Any], offered: dict[tuple[str, str], set[str]]) -> bool:
    """Whether the list has all offers of this image."""
    wanted, publisher = _wanted(fact), fact["publisher"].lower()
    if not all((publisher, name.lower()) in offered for name, _ in wanted):
        return False
    missing = sorted({sku for name, sku in wanted if sku not in offered[publisher, name.lower()]})
    if missing:
        raise ValueError(f"{distro}: {', '.join(missing)} is offered no more")
    return True


def _wanted(fact: dict[str, Any]) -> list[tuple[str, str]]:
    """Offer and SKU of each variant."""
    return [(offer(fact, variant), sku) for variant, sku in fact["skus"].items()]
