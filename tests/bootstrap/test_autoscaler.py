"""The cluster autoscaler: what the masters apply, and what else follows from its bounds."""

from __future__ import annotations

import json
from typing import Any

import pytest
import yaml
from changes import AUTOSCALED, CERTIFIED, CONFIG
from clusters import blueprint, changed, example
from facts import FACTS

from aksynth.blueprint.address_plan import address_plan
from aksynth.bootstrap import master_files
from aksynth.rules import read_string

ADDONS = f"properties.{CONFIG}.addons"
COUNT = "properties.agentPoolProfiles.0.count"

BOUNDS = {"min-nodes": "1", "max-nodes": "5"}
TEMPLATE = "k8s.io_cluster-autoscaler_node-template"


def document(**addon: Any) -> dict[str, Any]:
    (written,) = AUTOSCALED[f"{CONFIG}.addons"]
    return changed(example("kubernetes"), ADDONS, [{**written, **addon}])


def files(model: dict[str, Any]) -> dict[str, str]:
    return {file.path: file.content for file in master_files(blueprint(model), FACTS)}


def arguments(model: dict[str, Any]) -> list[str]:
    objects = yaml.safe_load_all(files(model)["/etc/aksynth/addons/35-cluster-autoscaler.yaml"])
    (deployment,) = (found for found in objects if found["kind"] == "Deployment")
    (container,) = deployment["spec"]["template"]["spec"]["containers"]
    assert container["image"] == "registry.k8s.io/autoscaling/cluster-autoscaler:v1.36.1"
    assert container["securityContext"]["runAsUser"] == 0, "only root can read azure.json"
    found: list[str] = container["args"]
    return found


def test_certificate_of_a_service_principal() -> None:
    """It is mounted beside the configuration that names it."""
    model = document()
    for path, value in CERTIFIED.items():
        model = changed(model, f"properties.{path}", value)
    texts = files(model)
    place = json.loads(texts["/etc/aksynth/azure.json"])["aadClientCertPath"]
    objects = yaml.safe_load_all(texts["/etc/aksynth/addons/35-cluster-autoscaler.yaml"])
    (pod,) = (found["spec"]["template"]["spec"] for found in objects if found["kind"] == "Deployment")
    (name,) = (v["name"] for v in pod["volumes"] if v["hostPath"] == {"path": place, "type": "File"})
    assert {"name": name, "mountPath": place, "readOnly": True} in pod["containers"][0]["volumeMounts"]


def test_arguments() -> None:
    """The bounds of the scale set, the settings of AKS Engine, and those of the model before them."""
    found = arguments(document(config={"scan-interval": "20s", "v": "4", "max-empty-bulk-delete": "10"}))
    (nodes,) = [flag for flag in found if flag.startswith("--nodes=")]
    scale_set = blueprint(document()).pools[0].scale_set
    assert nodes == f"--nodes=1:5:{scale_set}" and {"--scan-interval=20s", "--v=4"} <= set(found)
    assert "--scan-interval=1m" in arguments(document()) and "--skip-nodes-with-local-storage=false" in found
    assert not [flag for flag in found if "max-empty-bulk-delete" in flag]


def test_an_apply_waits_for_the_smallest_number() -> None:
    """The autoscaler may remove the others while the apply waits."""
    assert files(document())["/etc/aksynth/pools"].split()[:2] == ["agentpool1", "1"]
    assert files(example("kubernetes"))["/etc/aksynth/pools"].split()[:2] == ["agentpool1", "2"]


def test_addresses_are_those_of_the_largest_number() -> None:
    plans = [address_plan(blueprint(model)) for model in (document(), changed(example("kubernetes"), COUNT, 5))]
    assert plans[0] == plans[1]


def test_an_empty_pool_is_known_by_its_tags() -> None:
    """The autoscaler decodes the names: `_` is a slash, and `~2` an underscore. What the model tags itself stays."""
    model = document(pools=[{"name": "agentpool1", "config": {**BOUNDS, "min-nodes": "0"}}])
    own = f"{TEMPLATE}_label_Team"
    for field, value in {
        "customNodeLabels": {"example.com/my_tier": "gold", "team": "web"},
        "kubernetesConfig": {
            "kubeletConfig": {"--register-with-taints": "gpu=a:NoExecute,gpu=a:NoSchedule,x/y:NoSchedule"}
        },
        "customVMTags": {own: "mine"},
    }.items():
        model = changed(model, f"properties.agentPoolProfiles.0.{field}", value)
    tags = dict(blueprint(model).pools[0].machine.tags)
    found = {name.removeprefix(TEMPLATE): value for name, value in tags.items() if name.startswith(TEMPLATE)}
    assert found == {
        "_label_Team": "mine",
        "_label_example.com_my~2tier": "gold",
        "_label_kubernetes.azure.com_cluster": "aksynth-first",
        "_label_kubernetes.azure.com_role": "agent",
        "_taint_gpu": "a:NoExecute",
        "_taint_x_y": ":NoSchedule",
    }
    assert not [name for name, _ in blueprint(document()).pools[0].machine.tags if name.startswith(TEMPLATE)]
    for number, faults in ((36, []), (37, ["A127"])):
        many = changed(model, "properties.agentPoolProfiles.0.customVMTags", {f"tag{i}": "x" for i in range(number)})
        assert [fault.rule for fault in read_string(json.dumps(many), to_build=True).faults] == faults


def test_disabled_nothing_is_left() -> None:
    off = document(enabled=False)
    assert "/etc/aksynth/addons/35-cluster-autoscaler.yaml" not in files(off)
    assert blueprint(off).pools[0].bounds is None


@pytest.mark.parametrize(
    ("rule", "addon", "count"),
    [
        ("", {}, 2),
        ("V152", {"pools": [{"name": "other", "config": BOUNDS}]}, 2),
        ("V152", {"pools": [{"name": "agentpool1", "config": {**BOUNDS, "max-nodes": "0"}}]}, 2),
        ("V152", {"pools": [{"name": "agentpool1", "config": {**BOUNDS, "max": "3"}}]}, 2),
        ("A350", {}, 6),
        ("A351", {"pools": [{"name": "agentpool1", "config": BOUNDS}] * 2}, 2),
        ("A353", {"config": {"scale-down-enabled": "yes"}}, 2),
        ("A353", {"config": {"v": "much"}}, 2),
        ("A10", {"config": {"expander": "price"}}, 2),
        ("A36", {"pools": [{"name": "agentpool1", "config": {**BOUNDS, "max-nodes": "900"}}]}, 2),
    ],
)
def test_rules(rule: str, addon: dict[str, Any], count: int) -> None:
    model = changed(document(**addon), COUNT, count)
    if rule == "A36":
        model = changed(model, f"properties.{CONFIG}.clusterSubnet", "10.1.0.0/18")
    reading = read_string(json.dumps(model), to_build=True)
    assert [fault.rule for fault in reading.faults] == ([rule] if rule else [])
