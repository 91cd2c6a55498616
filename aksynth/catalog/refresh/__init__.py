"""Renew catalogs from files in their publishers' formats, without network access."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from aksynth.catalog.data import read
from aksynth.catalog.refresh import components, images, kubernetes, regions, vm_sizes
from aksynth.catalog.refresh.form import write
from aksynth.catalog.refresh.refusal import refuse

Refresh = Callable[[dict[str, Any], str, date], dict[str, Any]]
"""The new content from the old one, the publisher's text and the day on which it was fetched."""

_COMPONENTS = {name: row for name, row in read("kubernetes")["sources"].items() if name != "minors"}

CATALOGS: dict[str, tuple[str, str, Refresh]] = {
    "vm-sizes": ("vm_sizes", vm_sizes.SOURCE, vm_sizes.refreshed),
    "regions": ("regions", regions.SOURCE, regions.refreshed),
    "images": ("images", images.SOURCE, images.refreshed),
    "kubernetes": ("kubernetes", read("kubernetes")["sources"]["minors"]["command"], kubernetes.refreshed),
    **{name: ("kubernetes", row["command"], components.refresh_of(name)) for name, row in _COMPONENTS.items()},
}
"""By the name on the command line: the file, what makes its source, and how it is read."""

BY_HAND = {
    "addons": "what became of AKS Engine's add-ons",
    "azure_names": "user names that Azure refuses",
    "chart_values": "a chart's values, and which of them are looked into",
    "checkov": "why a check of checkov does not pass",
    "clouds": "hosts and names of each of Azure's clouds",
    "cis": "how each number of the CIS benchmark is met",
    "component_flags": "flags of Kubernetes' components, and what to do about old ones",
    "feature_gates": "feature gates of each Kubernetes release",
    "known_flags": "flags, admission plugins and controllers of each Kubernetes release",
    "gpus": "which driver the GPUs of a size need",
    "hardening": "which hardened defaults a cluster has",
    "kubelet_fields": "which flag of the kubelet is which field",
    "network_plugins": "what network plugins and policies mean for other fields",
    "registries": "registries that clusters pull from",
    "rules_gone": "checks of AKS Engine that mean nothing today",
    "state_secrets": "why a secret in the state opens nothing",
}
"""Catalogs that a person reads out of their source and decides about: no publisher has a list of them."""


@dataclass(frozen=True)
class Entry:
    """What one source tells, and the date of the source when it was read."""

    name: str
    read: str
    command: str
    """Empty for what is read by hand."""


def entries() -> Iterator[Entry]:
    """Every fact that has a source."""
    for name, (file, command, _) in CATALOGS.items():
        content = read(file)
        if name == "images":
            rows = {distro: fact for distro, fact in content.items() if isinstance(fact, dict)}
            yield from (Entry(f"images, {d}", fact["read"], images.command(fact)) for d, fact in rows.items())
        elif file == "kubernetes":
            row = content["sources"]["minors" if name == "kubernetes" else name]
            yield Entry(name, row["read"], command)
        else:
            yield Entry(name, content["date"], command)
    yield from (Entry(name, read(name)["date"], "") for name in BY_HAND)


def refreshed(catalog: str, text: str, today: date) -> tuple[str, str]:
    """Name and new content of a catalog's file. What its source does not hold is kept.

    Raises ValueError with one line that says what was expected.
    """
    file, command, refresh = CATALOGS[catalog]
    refuse(text, command)
    content = refresh(read(file), text, today)
    return f"{file}.json", write({**content, "date": _as_of(content, today)})


def _as_of(content: dict[str, Any], today: date) -> str:
    """A file is as old as the oldest of its sources."""
    rows = [*content.values(), *content.get("sources", {}).values()]
    days = [row["read"] for row in rows if isinstance(row, dict) and "read" in row]
    return min(days, default=today.isoformat())
