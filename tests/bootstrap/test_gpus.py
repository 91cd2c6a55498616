"""Which agents install a GPU driver, where the device plugin runs, and what a model without a driver is warned of."""

from __future__ import annotations

import json
from typing import Any

import pytest
import yaml
from clusters import blueprint, changed, example
from nodes_facts import FACTS

from aksynth.bootstrap import agent_files, master_files
from aksynth.catalog import gpus
from aksynth.catalog.data import read
from aksynth.rules import read_string

PLUGIN = "nvidia-device-plugin"
ADDONS = "properties.orchestratorProfile.kubernetesConfig.addons"
POOL = "properties.agentPoolProfiles.0"
ON, OFF = [{"name": PLUGIN, "enabled": True}], [{"name": PLUGIN, "enabled": False}]
T4, H100, GRID, AMD = "NC4as_T4_v3", "ND96isr_H100_v5", "NV6ads_A10_v5", "NV4as_v4"
CASES: list[tuple[str, list[Any], bool, str, str]] = [
    # size, add-ons, plugin, what agents are given, warning
    ("D2s_v5", [], False, "", ""),
    ("D2s_v5", ON, True, "", ""),
    (T4, [], True, "GPU_SWITCHES='false'", ""),
    (T4.lower(), ON, True, "GPU_SWITCHES='false'", ""),
    (T4, OFF, False, "", "the add-on nvidia-device-plugin is disabled"),
    (H100, [], True, "GPU_SWITCHES='true'", ""),
    (GRID, [], False, "", "its GPUs need the GRID driver of Azure"),
    (GRID, ON, True, "", "its GPUs need the GRID driver of Azure"),
    (AMD, [], False, "", "its GPUs are from AMD"),
    ("NC6_Promo", [], False, "", "Azure has retired this size"),
    ("NP10s", [], False, "", "its accelerators are FPGAs"),
]


def cluster(size: str, addons: list[Any]) -> dict[str, Any]:
    document = changed(example("kubernetes"), f"{POOL}.vmSize", f"Standard_{size}")
    return changed(document, ADDONS, addons) if addons else document


def warned(document: dict[str, Any]) -> list[str]:
    return [fault.message for fault in read_string(json.dumps(document)).faults if fault.rule == "A360"]


@pytest.mark.parametrize(("size", "addons", "plugin", "given", "warning"), CASES)
def test_sizes(size: str, addons: list[Any], plugin: bool, given: str, warning: str) -> None:
    document = cluster(size, addons)
    plan = blueprint(document)
    masters = {file.path.rpartition("/")[2] for file in master_files(plan, FACTS)}
    agents = {file.path: file.content for file in agent_files(plan, plan.pools[0], FACTS)}
    assert {f"47-{PLUGIN}.chart", f"47-{PLUGIN}.values.yaml"} & masters == (
        {f"47-{PLUGIN}.chart", f"47-{PLUGIN}.values.yaml"} if plugin else set()
    )
    assert given in agents.get("/etc/aksynth/gpu", "")
    assert bool(given) == ("/opt/aksynth/gpu.sh" in agents) == ("accelerator=nvidia" in "".join(agents.values()))
    assert warned(document) == ([f"agents install no GPU driver on Standard_{size}: {warning}"] if warning else [])


def test_plugin_runs_where_the_driver_is() -> None:
    """Its affinity asks for the label of these agents, with the words that the kubelet gets. Masters have none."""
    files = {file.path: file.content for file in master_files(blueprint(cluster(T4, [])), FACTS)}
    affinity = yaml.safe_load(files[f"/etc/aksynth/addons/47-{PLUGIN}.values.yaml"])["affinity"]["nodeAffinity"]
    (term,) = affinity["requiredDuringSchedulingIgnoredDuringExecution"]["nodeSelectorTerms"]
    assert term["matchExpressions"] == [{"key": "accelerator", "operator": "In", "values": ["nvidia"]}]
    assert "accelerator=nvidia" not in files["/etc/aksynth/pools"]


def test_image_with_another_driver() -> None:
    """It is trusted, and the model gives its agents the label."""
    images = {"pools": {"agentpool1": "/communityGalleries/ours-1234/images/gpu/versions/1.36.4"}}
    document = changed(cluster(GRID, ON), "properties.aksynth.images", images)
    document = changed(document, f"{POOL}.customNodeLabels", {"accelerator": "nvidia"})
    plan = blueprint(document)
    assert not warned(document)
    assert ("accelerator", "nvidia") in plan.pools[0].labels and not plan.pools[0].gpu


def test_every_size_with_gpus_is_known() -> None:
    """A size that the catalog gains with GPUs needs a decision."""
    content = read("vm_sizes")
    column = content["columns"].index("gpus")
    assert [name for name, row in content["sizes"].items() if row[column] and not gpus.find(name)] == []
    assert not gpus.find("Standard_D2s_v5") and gpus.branch().endswith("-server")
