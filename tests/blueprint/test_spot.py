"""Spot pools: what Azure, the nodes and an apply know of them."""

from __future__ import annotations

from typing import Any

import pytest
from clusters import blueprint, changed, example
from facts import FACTS

from aksynth.blueprint.pool_record import fixed_placements
from aksynth.blueprint.pools import SPOT_LABEL, Spot
from aksynth.bootstrap import master_files

POOL = "properties.agentPoolProfiles.0."


def spot(**fields: Any) -> dict[str, Any]:
    document = changed(example("kubernetes"), POOL + "scaleSetPriority", "Spot")
    for name, value in fields.items():
        document = changed(document, POOL + name, value)
    return document


@pytest.mark.parametrize(
    ("document", "expected"),
    [
        (example("kubernetes"), None),
        (spot(), Spot(eviction_policy="Delete", max_price=-1)),
        (spot(scaleSetPriority="Low"), Spot(eviction_policy="Delete", max_price=-1)),
        (
            spot(scaleSetEvictionPolicy="Deallocate", spotMaxPrice=0.05),
            Spot(eviction_policy="Deallocate", max_price=0.05),
        ),
    ],
)
def test_priority(document: dict[str, Any], expected: Spot | None) -> None:
    (pool,) = blueprint(document).pools
    assert pool.spot == expected and (SPOT_LABEL in pool.labels) == bool(expected)


def test_an_apply_does_not_wait_for_nodes_that_azure_may_not_have() -> None:
    def awaited(document: dict[str, Any]) -> str:
        files = {file.path: file.content for file in master_files(blueprint(document), FACTS)}
        return files["/etc/aksynth/pools"]

    assert (awaited(example("kubernetes")), awaited(spot())) == ("agentpool1 2\n", "agentpool1 0\n")


def test_priority_and_policy_are_recorded_and_the_price_is_not() -> None:
    """Azure replaces the scale set for the first two."""
    models = [example("kubernetes"), spot(), spot(scaleSetEvictionPolicy="Deallocate"), spot(spotMaxPrice=0.05)]
    regular, delete, deallocate, price = (fixed_placements(blueprint(model))["agentpool1"].value for model in models)
    assert len({regular, delete, deallocate}) == 3 and price == delete
