"""The first master is brought up when everything that it needs is there."""

from __future__ import annotations

import json
import re
from fnmatch import fnmatchcase
from typing import Any

import pytest

from aksynth import fast_bindings

fast_bindings.install()

from constructs import Construct  # noqa: E402

from aksynth import constructs, stacks  # noqa: E402

from .test_state_secrets import MODELS, content, stack  # noqa: E402

FIRST = "azurerm_virtual_machine_run_command.state_0"
WITHOUT = {
    "azurerm_*.bastion*": "people use it, and no node needs it",
    "azurerm_*.*jumpbox*": "people use it, and no node needs it",
    "azurerm_*.pods_*": "pods use them, and no node needs them",
    "azurerm_private_dns_zone_virtual_network_link.endpoints_*": "nodes have the names of vaults in /etc/hosts",
    "azurerm_private_dns_*.api_zone*": "other programs in the virtual network use the name; nodes have it in /etc/hosts",
    "azurerm_role_assignment.vaults_access_runner": "it lets a person read, not a machine",
    "azurerm_role_assignment.vaults_access_reader-*": "they let people read, not machines",
    "azurerm_*nat_rule*.ssh_*": "they let people in",
    "azurerm_virtual_machine_run_command.state_?": "each other master waits for the one before",
    "azurerm_virtual_machine_run_command.rolling_*": "it waits for the masters, and replaces agents",
    "terraform_data.rolling_*": "it says what to replace",
    "terraform_data.state_reached": "it waits for the last master",
    "terraform_data.record*": "it records what the masters have reached",
}
"""By address: what the first master does not wait for, and why."""


def waited(content: dict[str, Any]) -> tuple[set[str], set[str]]:
    """The addresses of all resources, and of those that the first master waits for, also through locals."""
    items = {f"{kind}.{name}": item for kind, names in content["resource"].items() for name, item in names.items()}
    texts = {address: json.dumps(item) for address, item in items.items()}
    texts |= {f"local.{name}": json.dumps(value) for name, value in content["locals"].items()}
    found, left = set[str](), [FIRST]
    while left:
        address = left.pop()
        found.add(address)
        named = set(re.findall(r"\b[a-z][a-z0-9_]*\.[A-Za-z0-9_-]+", texts[address]))
        left += (named & texts.keys()) - found
    return set(items), found


@pytest.mark.parametrize("name", MODELS)
def test_the_first_master_waits(name: str) -> None:
    """A new resource is among what the run command depends on, or has its reason above."""
    every, found = waited(content(name))
    assert [a for a in sorted(every - found) if not any(fnmatchcase(a, pattern) for pattern in WITHOUT)] == []


def test_every_construct_is_in_a_model() -> None:
    """A construct that no model has would escape."""
    made = [construct for name in MODELS for construct in stack(name).node.find_all()]
    public = [getattr(module, name) for module in (constructs, stacks) for name in module.__all__]
    classes = [c for c in public if isinstance(c, type) and issubclass(c, Construct)]
    assert len(classes) > 10
    assert [c.__name__ for c in classes if not any(isinstance(construct, c) for construct in made)] == []
