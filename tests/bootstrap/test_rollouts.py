"""A Deployment that has changed can roll out, also where each of its machines is taken by a pod of before."""

from __future__ import annotations

import json
import shutil
import subprocess
from typing import Any

import pytest
import yaml
from clusters import EXAMPLES, ROOT, blueprint, example
from facts import FACTS

from aksynth.bootstrap import master_files
from aksynth.bootstrap.addons.azurefile import azurefile_values

PROGRAM = ROOT / "aksynth/bootstrap/files/rollout.jq"
Item = dict[str, Any]
HOSTNAME = {"topologyKey": "kubernetes.io/hostname", "labelSelector": {"matchLabels": {"app": "a"}}}
APART = {"podAntiAffinity": {"requiredDuringSchedulingIgnoredDuringExecution": [HOSTNAME]}}
ROOM_FIRST = {"type": "RollingUpdate", "rollingUpdate": {"maxSurge": 0, "maxUnavailable": 1}}
ROLLING = {"type": "RollingUpdate", "rollingUpdate": {"maxSurge": "25%", "maxUnavailable": "25%"}}
"""What the API server fills in."""


def deployment(strategy: Item | None = None, replicas: int = 1, port: Item | None = None, **pod: Any) -> Item:
    containers = [{"name": "a", "ports": [port] if port else []}]
    spec: Item = {"replicas": replicas, "template": {"spec": {"containers": containers, **pod}}}
    item = {"apiVersion": "apps/v1", "kind": "Deployment", "metadata": {"name": "a"}, "spec": spec}
    if strategy:
        spec["strategy"] = strategy
    return item


FILES = azurefile_values(blueprint(example("kubernetes")))["controller"]
CHART = {
    # kubernetes-sigs/azuredisk-csi-driver, charts/v1.34.5, as far as a rollout asks for it
    "csi-azuredisk-controller": deployment(hostNetwork=True, port={"containerPort": 29604}),
    "csi-snapshot-controller": deployment(ROOM_FIRST),
    # kubernetes-sigs/azurefile-csi-driver, charts/v1.35.7
    "csi-azurefile-controller": deployment(
        {"type": FILES["strategyType"]}, hostNetwork=True, port={"containerPort": 29614}
    ),
}
PORT = {"containerPort": 80, "hostPort": 80}


def rendered(items: list[Item]) -> list[Item]:
    """As addons.sh applies them."""
    if shutil.which("jq") is None:
        pytest.skip("jq is not installed: what is applied is not looked at")
    text = "".join(json.dumps(item) for item in items)
    done = subprocess.run(["jq", "-s", f"map({PROGRAM.read_text()})"], input=text, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    found: list[Item] = json.loads(done.stdout)
    return found


def is_stuck(item: Item) -> bool:
    """With a pod of before on each machine that it may run on, the new one has no place and the old one stays."""
    pod, strategy = item["spec"]["template"]["spec"], item["spec"].get("strategy", ROLLING)
    ports = [port for container in pod["containers"] for port in container.get("ports", []) if "hostPort" in port]
    terms = pod.get("affinity", {}).get("podAntiAffinity", {}).get("requiredDuringSchedulingIgnoredDuringExecution")
    if not (pod.get("hostNetwork") or ports or terms) or strategy["type"] == "Recreate":
        return False
    # 25 % of up to three are none that may be away, and one that may come beside them.
    return strategy["rollingUpdate"]["maxUnavailable"] != 1 or strategy["rollingUpdate"]["maxSurge"] != 0


@pytest.mark.parametrize("name", EXAMPLES)
def test_every_deployment_rolls_out(name: str) -> None:
    """Our own as they are written, a chart's as it is applied."""
    own = [
        item
        for file in master_files(blueprint(example(name)), FACTS)
        if file.path.startswith("/etc/aksynth/addons/") and file.path.endswith(".yaml") and "values" not in file.path
        for item in yaml.safe_load_all(file.content)
        if item["kind"] == "Deployment"
    ]
    assert own and not [item["metadata"]["name"] for item in own if is_stuck(item)]
    assert [name for name, item in CHART.items() if is_stuck(item)] == ["csi-azuredisk-controller"]
    assert not [name for name, item in zip(CHART, rendered([*CHART.values()]), strict=True) if is_stuck(item)]


CASES: dict[str, tuple[Item, Item | None]] = {
    "the host's network": (deployment(hostNetwork=True), ROOM_FIRST),
    "a port of the host": (deployment(port=PORT), ROOM_FIRST),
    "a machine without another": (deployment(affinity=APART), ROOM_FIRST),
    "nothing of the machine": (deployment(port={"containerPort": 80}), None),
    "a strategy that is written": (deployment({"type": FILES["strategyType"]}, hostNetwork=True), {"type": "Recreate"}),
    "another kind": ({**deployment(hostNetwork=True), "kind": "DaemonSet"}, None),
    "no pods at all": ({"apiVersion": "v1", "kind": "ServiceAccount", "metadata": {"name": "a"}}, None),
}


@pytest.mark.parametrize(("item", "strategy"), CASES.values(), ids=CASES)
def test_strategy(item: Item, strategy: Item | None) -> None:
    (found,) = rendered([item])
    assert found.get("spec", {}).get("strategy") == strategy
    if not strategy:
        assert found == item
