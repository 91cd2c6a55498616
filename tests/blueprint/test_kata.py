"""Which agents have Kata Containers, and which pods get them by default."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest
from clusters import ROOT, blueprint, changed, example

from aksynth.blueprint.pool_record import fixed_placements

KATA = "kata-containers"
LABEL = "aksynth.io/container-runtime"
CLUSTER = "properties.orchestratorProfile.kubernetesConfig.containerRuntime"
POOLS = "properties.agentPoolProfiles"


def pool(name: str, runtime: str | None) -> dict[str, Any]:
    own = {"kubernetesConfig": {"containerRuntime": runtime}} if runtime else {}
    return {"name": name, "count": 1, "vmSize": "Standard_D4s_v3", **own}


CASES = (
    # cluster, pools; those that have it, by default
    (KATA, (None, None), "ab", True),
    (KATA, (None, "containerd"), "a", False),
    (KATA, ("containerd", "containerd"), "", None),
    (None, (KATA, None), "a", False),
    (None, (KATA, KATA), "ab", True),
    ("containerd", (None, KATA), "b", False),
    (None, (None, None), "", None),
)


@pytest.mark.parametrize(("cluster", "pools", "having", "is_default"), CASES)
def test_pools(cluster: str | None, pools: tuple[str | None, ...], having: str, is_default: bool | None) -> None:
    """A pool's own runtime comes first. Its agents have the label. The default is that of pods which cannot run
    elsewhere."""
    document = changed(example("kubernetes"), CLUSTER, cluster) if cluster else example("kubernetes")
    found = blueprint(changed(document, POOLS, [pool(name, own) for name, own in zip("ab", pools, strict=True)]))
    assert "".join(p.name for p in found.pools if dict(p.labels).get(LABEL) == KATA) == having
    assert (found.kata.is_default if found.kata else None) is is_default


def test_pools_of_the_docs() -> None:
    """Both pools of docs/kata.md are what the page says. One is that of AKS Engine's feature page."""
    blocks = re.findall(r"```json\n(.*?)```", (ROOT / "docs/kata.md").read_text("utf-8"), re.DOTALL)
    _, own, page = (json.loads(block) for block in blocks)
    agents, isolated = blueprint(changed(example("kata"), POOLS, [own, page])).pools
    assert (isolated.container_runtime, agents.container_runtime) == (KATA, KATA)
    assert (agents.name, agents.count, agents.machine.size) == ("agentpool1", 3, "Standard_D4s_v3")
    assert agents.availability_set and [disk.size_gb for disk in agents.machine.data_disks] == [1023]


def test_pool_keeps_its_runtime() -> None:
    """Agents that run would stay as they are: the plan refuses it."""
    before, after = (
        fixed_placements(blueprint(changed(example("kata"), CLUSTER, runtime)))["agentpool1"].value
        for runtime in (KATA, "containerd")
    )
    assert before == f"{after}, {KATA}"
