"""What is written down of a stack is what its JSON has."""

from __future__ import annotations

import dataclasses
from typing import Any

import pytest
from clusters import blueprint, example
from messages import asked
from stack_json import stack_json


@pytest.mark.parametrize("name", ["kubernetes", "ha"])
def test_resources(name: str) -> None:
    """Each resource of azurerm is asked for once, with the arguments of the JSON."""
    plan = blueprint(example(name))
    found, written = asked(plan), stack_json(plan)["resource"]
    for kind in (kind for kind in written if kind.startswith("azurerm_")):
        resources = {path.removeprefix("/cluster/").replace("/", "_"): r for path, r in found.resources(kind).items()}
        assert {path: names(r) for path, r in resources.items()} == {
            path: names(r) for path, r in written[kind].items()
        }


def names(resource: dict[str, Any]) -> set[str]:
    """Of arguments; constructs write dependencies later."""
    return set(resource) - {"//", "depends_on"}


def test_the_same_again() -> None:
    """Else every field would seem to reach a cluster."""
    plan = blueprint(example("kubernetes"))
    assert (asked(plan).messages, asked(plan).record) == (asked(plan).messages, asked(plan).record)


def test_record_is_apart() -> None:
    """It repeats the decisions, also those that nothing is built of."""
    plan = blueprint(example("kubernetes"))
    other = dataclasses.replace(plan, pod_network=dataclasses.replace(plan.pod_network, plugin="other"))
    assert asked(plan).messages == asked(other).messages
    assert asked(plan).record != asked(other).record
