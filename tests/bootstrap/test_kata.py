"""Which pods the policy of Kata Containers changes.

The conditions are evaluated by another CEL than the API server's, which is Go. The mutation is an expression of the API
server's own types, which only the API server evaluates: here it is compared.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Any

import cel
import pytest
import yaml
from clusters import blueprint, changed, example
from nodes_facts import FACTS

from aksynth.bootstrap import master_files

RUNTIME = "properties.orchestratorProfile.kubernetesConfig.containerRuntime"
OTHER = {
    "name": "other",
    "count": 1,
    "vmSize": "Standard_D2_v3",
    "kubernetesConfig": {"containerRuntime": "containerd"},
}
EVERYWHERE = example("kata")
CLUSTERS = {
    "everywhere": EVERYWHERE,
    "in one pool": changed(
        EVERYWHERE, "properties.agentPoolProfiles", [*EVERYWHERE["properties"]["agentPoolProfiles"], OTHER]
    ),
    "nowhere": example("kubernetes"),
    "1.35": changed(EVERYWHERE, "properties.orchestratorProfile.orchestratorRelease", "1.35"),
}
MASTER = "k8s-master-14179495-0"


@lru_cache
def files(cluster: str) -> dict[str, str]:
    return {file.path: file.content for file in master_files(blueprint(CLUSTERS[cluster]), FACTS)}


def addon(cluster: str, name: str) -> list[Any]:
    """The objects of a file among the add-ons; none where there is no such file."""
    return list(yaml.safe_load_all(files(cluster).get(f"/etc/aksynth/addons/{name}", "")))


def policy(cluster: str) -> dict[str, Any]:
    found, binding = addon(cluster, "46-kata-policy.yaml")
    assert binding["spec"] == {"policyName": found["metadata"]["name"]}
    spec: dict[str, Any] = found["spec"]
    return spec


def is_selected(selector: dict[str, Any], labels: dict[str, str]) -> bool:
    """As labels.Requirement.Matches of Kubernetes: NotIn also matches where the label is missing."""
    assert selector.keys() == {"matchExpressions"}
    return all(
        (labels.get(each["key"]) in each["values"]) is {"In": True, "NotIn": False}[each["operator"]]
        for each in selector["matchExpressions"]
    )


NAMESPACES = (
    # name, label aksynth.io/kata, in Kata Containers: where all pools have them, where one has them
    ("default", None, True, False),
    ("team-a", None, True, False),
    ("team-a", "true", True, True),
    ("team-a", "false", False, False),
    ("kube-system", None, False, False),
    ("kube-system", "true", False, False),
    ("calico-system", "true", False, False),
    ("tigera-operator", "true", False, False),
    ("kata-system", "true", False, False),
)


@pytest.mark.parametrize(("name", "choice", "everywhere", "in_one_pool"), NAMESPACES)
def test_namespaces(name: str, choice: str | None, everywhere: bool, in_one_pool: bool) -> None:
    labels = {"kubernetes.io/metadata.name": name, **({"aksynth.io/kata": choice} if choice else {})}
    for cluster, expected in (("everywhere", everywhere), ("in one pool", in_one_pool)):
        assert is_selected(policy(cluster)["matchConstraints"]["namespaceSelector"], labels) is expected


def daemon(node: str) -> dict[str, Any]:
    """The affinity that the DaemonSet controller gives to the pod of a node."""
    term = {"matchFields": [{"key": "metadata.name", "operator": "In", "values": [node]}]}
    return {"nodeAffinity": {"requiredDuringSchedulingIgnoredDuringExecution": {"nodeSelectorTerms": [term]}}}


SPREAD = {"matchExpressions": [{"key": "zone", "operator": "In", "values": ["1"]}]}
ZONED = {"nodeAffinity": {"requiredDuringSchedulingIgnoredDuringExecution": {"nodeSelectorTerms": [SPREAD]}}}
PLAIN = {"name": "web", "image": "web"}
PRIVILEGED = {**PLAIN, "securityContext": {"privileged": True}}
UNPRIVILEGED = {**PLAIN, "securityContext": {"privileged": False}}
PODS = {
    "plain": ({}, True),
    "own class": ({"runtimeClassName": "gvisor"}, False),
    "Kata's class": ({"runtimeClassName": "kata"}, False),
    "network of the host": ({"hostNetwork": True}, False),
    "no network of the host": ({"hostNetwork": False}, True),
    "processes of the host": ({"hostPID": True}, False),
    "IPC of the host": ({"hostIPC": True}, False),
    "privileged": ({"containers": [PLAIN, PRIVILEGED]}, False),
    "privileged at its start": ({"initContainers": [PRIVILEGED]}, False),
    "other settings": ({"containers": [UNPRIVILEGED, {**PLAIN, "securityContext": {"runAsUser": 1}}]}, True),
    "bound to a master": ({"nodeName": MASTER}, False),
    "bound to an agent": ({"nodeName": "k8s-agentpool1-14179495-vmss000000"}, True),
    "for masters": ({"nodeSelector": {"node-role.kubernetes.io/control-plane": ""}}, False),
    "for a pool": ({"nodeSelector": {"agentpool": "agentpool1"}}, True),
    "of a DaemonSet on a master": ({"affinity": daemon(MASTER)}, False),
    "of a DaemonSet on an agent": ({"affinity": daemon("k8s-agentpool1-14179495-vmss000001")}, True),
    "other affinity": ({"affinity": ZONED}, True),
    "affinity between pods": ({"affinity": {"podAntiAffinity": {}}}, True),
    "affinity without need": (
        {"affinity": {"nodeAffinity": {"preferredDuringSchedulingIgnoredDuringExecution": []}}},
        True,
    ),
}


@pytest.mark.parametrize(("spec", "expected"), PODS.values(), ids=PODS)
def test_pods(spec: dict[str, Any], expected: bool) -> None:
    """All conditions must be true, and none fails: an error would reject the pod."""
    pod = {"metadata": {"name": "web"}, "spec": {"containers": [PLAIN], **spec}}
    found = {
        each["name"]: cel.evaluate(each["expression"], {"object": pod})
        for each in policy("everywhere")["matchConditions"]
    }
    assert set(found.values()) <= {True, False}
    assert all(found.values()) is expected, found
    assert expected or list(found.values()).count(False) == 1


def test_what_it_does() -> None:
    """The class is the one that kata-deploy makes, pods are changed when they are created, and a failure rejects them."""
    spec = policy("everywhere")
    (values,) = addon("everywhere", "45-kata-deploy.values.yaml")
    name = values["runtimeClasses"]["defaultName"]
    (mutation,) = spec["mutations"]
    assert mutation["applyConfiguration"]["expression"] == f'Object{{spec: Object.spec{{runtimeClassName: "{name}"}}}}'
    (rule,) = spec["matchConstraints"]["resourceRules"]
    assert (rule["operations"], rule["resources"]) == (["CREATE"], ["pods"])
    assert spec["failurePolicy"] == "Fail"


def test_release_without_policies() -> None:
    """Kubernetes 1.35 gets the runtime without the policy, and a cluster without such a pool neither."""
    assert addon("1.35", "46-kata-policy.yaml") == []
    assert addon("1.35", "45-kata-deploy.values.yaml")
    assert addon("nowhere", "45-kata-deploy.values.yaml") == []
