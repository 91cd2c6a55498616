"""Which images a publisher offers."""

from __future__ import annotations

from typing import Any


def refreshed(old: dict[str, Any], images: list[dict[str, Any]]) -> dict[str, Any]:
    """Nothing changes but the date, where every SKU of the catalog is still offered.

    Raises ValueError where one is not: which one takes its place is a decision.
    """
    offers = {(image["publisher"], image["offer"]) for image in images}
    skus = {image["sku"] for image in images}
    for distro, fact in old.items():
        if isinstance(fact, dict) and (fact.get("publisher"), fact.get("offer")) in offers:
            missing = sorted(set(fact["skus"].values()) - skus)
            if missing:
                raise ValueError(f"{distro}: {', '.join(missing)} is offered no more")
            return old
    raise ValueError("no offer of the catalog in it")
