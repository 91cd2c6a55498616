"""Objects of the cluster that machines of a test share."""

from __future__ import annotations

import time
from typing import Any

from inside.direct import LEASE
from inside.world import World
from simulation.kubernetes.store import Store, lease_of

Item = dict[str, Any]


def store(world: World) -> Store:
    return Store(world.keys, LEASE)


def named(world: World, kind: str) -> dict[str, Item]:
    """All objects of a kind."""
    return {item["metadata"]["name"]: item for item in store(world).list(kind, "", {})}


def agent(world: World, name: str, pool: str) -> None:
    """A node that is Ready."""
    store(world).put({"kind": "Node", "metadata": {"name": name, "labels": {"agentpool": pool}}})
    set_ready(world, name, True)


def set_ready(world: World, name: str, ready: bool) -> None:
    world.keys.put(lease_of(name), time.time() if ready else 0)


def forget(world: World, kind: str) -> None:
    """No object of the kind is left."""
    for item in store(world).list(kind, "", {}):
        store(world).delete(kind, item["metadata"].get("namespace", ""), item["metadata"]["name"])
