"""The region."""

from __future__ import annotations

from collections.abc import Iterator

from aksynth.catalog import regions
from aksynth.rules.case import Case
from aksynth.rules.registry import AZURE, Finding, rule, shown

_BACKEND = {"resourceGroupName": "tf", "storageAccountName": "tfstate", "containerName": "states"}


@rule(
    "A12",
    wrong={"location": "westeurop"},
    right={"location": "West Europe"},
    source=AZURE,
    warns=True,
    advice="run az account list-locations -o table to list all regions",
)
def known_region(case: Case) -> Iterator[Finding]:
    """The region should be in the catalog."""
    location = case.model.location
    if location and not regions.find(location):
        close = regions.closest(location)
        message = "this region is not in the catalog" + (f"; did you mean {close}?" if close else "")
        yield Finding(("location",), message, shown(case.written.location))
