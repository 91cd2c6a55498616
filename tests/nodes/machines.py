"""Machines and what they share."""

from __future__ import annotations

from pathlib import Path

import pytest
from inside.world import World
from machine import Machine, Make
from nodes_facts import FACTS, MASTER, NODE, ROLES
from simulation import pki
from simulation.isolation import require_isolation

from aksynth.blueprint import Blueprint
from aksynth.bootstrap import agent_files, master_files


@pytest.fixture
def world(tmp_path: Path) -> World:
    """Vaults and storage with the roles that the stack gives, and a certificate that machines take for Azure's."""
    require_isolation()
    pki.authority(tmp_path / "authority", "azure")
    pki.leaf(
        tmp_path / "azure",
        tmp_path / "authority",
        "azure",
        ["*.vault.azure.net", "*.blob.core.windows.net", "management.azure.com"],
    )
    (tmp_path / "azure.crt").write_bytes(
        (tmp_path / "azure.crt").read_bytes() + (tmp_path / "authority.crt").read_bytes()
    )
    shared = World(tmp_path / "world.json")
    vaults: dict[str, dict[str, str]] = {name: {} for name in ("kv-m", "kv-n", "kv-a", "kv-i", "kv-k")}
    shared.set(vaults=vaults, roles=ROLES, public=["tokens/oidc"])
    return shared


@pytest.fixture
def make(tmp_path: Path, world: World) -> Make:
    """Master INDEX or, without one, an agent of the first pool."""

    def machine(plan: Blueprint, index: int | None = None, name: str = "k8s-agent-000000") -> Machine:
        if index is None:
            pool = plan.pools[0]
            files, image = agent_files(plan, pool, FACTS), pool.machine.image.offer
            return Machine(tmp_path, world, name, "10.240.0.4", files, NODE, image=image)
        master = plan.masters.machines[index]
        return Machine(tmp_path, world, master.name, master.address, master_files(plan, FACTS), MASTER)

    return machine
