"""The model that the rules' examples change."""

from __future__ import annotations

import copy
from typing import Any

from aksynth.rules.registry import Patch

_MODEL: dict[str, Any] = {
    "apiVersion": "vlabs",
    "location": "westeurope",
    "properties": {
        "masterProfile": {"count": 1, "dnsPrefix": "mycluster", "vmSize": "Standard_D2_v3"},
        "agentPoolProfiles": [{"name": "agentpool1", "count": 2, "vmSize": "Standard_D2_v3"}],
        "linuxProfile": {"adminUsername": "azureuser", "ssh": {"publicKeys": [{"keyData": ""}]}},
    },
}


def example(patch: Patch) -> dict[str, Any]:
    """The example model with changes: no rule finds anything in it without them."""
    document = copy.deepcopy(_MODEL)
    for path, value in patch.items():
        _change(document, path.split("."), copy.deepcopy(value))
    return document


def _change(place: Any, parts: list[str], value: Any) -> None:
    for part in parts[:-1]:
        place = place[int(part)] if isinstance(place, list) else place.setdefault(part, {})
    last = parts[-1]
    if isinstance(place, list):
        place[int(last) :] = [value]
    elif value is None:
        place.pop(last, None)
    else:
        place[last] = value
