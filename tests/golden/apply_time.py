"""How long an apply takes: the longest way through what waits for what."""

from __future__ import annotations

import json
import re
from functools import cache
from typing import Any

VAULT, MACHINE, SCALE_SET, BOOT, OTHER = 130, 90, 150, 240, 10
"""Seconds. A vault: what azurerm waits at least, and its request (measured with the real provider: 120). A boot begins
with its machine. The others are guesses that lean to the slow side."""
SECONDS = {
    "azurerm_key_vault": VAULT,
    "azurerm_linux_virtual_machine": MACHINE,
    "azurerm_linux_virtual_machine_scale_set": SCALE_SET,
    "random_string": 0,
}


def ends(content: dict[str, Any]) -> dict[str, int]:
    """When each resource is there, in seconds after the start, by address."""
    items = {f"{kind}.{name}": item for kind, names in content["resource"].items() for name, item in names.items()}
    local = {f"local.{name}": value for name, value in content.get("locals", {}).items()}

    @cache
    def end(address: str) -> int:
        text = json.dumps(items.get(address, local.get(address)))
        found = set(re.findall(r"\b(?:[a-z]+_[a-z0-9_]+|local)\.[A-Za-z0-9_-]+", text)) & (items.keys() | local.keys())
        own = 0 if address in local else SECONDS.get(address.split(".")[0], OTHER)
        return own + max((end(other) for other in found - {address}), default=0)

    return {address: end(address) for address in items}
