"""Files that are no api model get one line that says what they are and what to do."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from aksynth.rules import example, read, read_string
from aksynth.rules.paths import A, M, O, P

ARM = "https://schema.management.azure.com/schemas/2019-04-01/"
FOREIGN: list[tuple[str, Any]] = [
    ("empty", ""),
    ("empty", " \n"),
    ("YAML", "apiVersion: vlabs\nproperties:\n  masterProfile:\n    count: 1\n"),
    ("Cluster API", "apiVersion: infrastructure.cluster.x-k8s.io/v1beta1\nkind: AzureCluster\n"),
    ("kOps", "apiVersion: kops.k8s.io/v1alpha2\nkind: Cluster\nmetadata:\n  name: a\n"),
    ("kOps", {"apiVersion": "kops.k8s.io/v1alpha2", "kind": "Cluster", "spec": {}}),
    ("Cluster API", {"apiVersion": "cluster.x-k8s.io/v1beta1", "kind": "Cluster", "spec": {}}),
    ("kubeconfig", "apiVersion: v1\nkind: Config\nclusters: []\n"),
    ("Kubernetes object (kind Pod)", {"apiVersion": "v1", "kind": "Pod"}),
    ("ARM template", {"$schema": ARM + "deploymentTemplate.json#", "contentVersion": "1.0.0.0", "resources": []}),
    ("parameter file", {"$schema": ARM + "deploymentParameters.json#", "parameters": {}}),
    ("AKS cluster", {"type": "Microsoft.ContainerService/ManagedClusters", "agentPoolProfiles": [], "id": "x"}),
    ("AKS cluster", [{"kubernetesVersion": "1.30", "nodeResourceGroup": "MC_x"}]),
    ("Terraform state", {"version": 4, "terraform_version": "1.11.4", "serial": 3, "lineage": "x", "resources": []}),
    ("Terraform configuration", {"terraform": {}, "resource": {}}),
    ("Terraform configuration", 'resource "azurerm_resource_group" "g" {\n  name = "g"\n}\n'),
    ("PEM", "-----BEGIN CERTIFICATE-----\nMIIB\n"),
    ("parameter file", {"parameters": {"masterCount": {"value": 1}}}),
    ("below parameters.model.value", {"parameters": {"model": {"value": example({})}}}),
    ("below apiModel", {"env": {"A": True}, "apiModel": example({})}),
    ("a list of api models", [example({})]),
    ("outside of properties", {"apiVersion": "vlabs", **example({})["properties"]}),
    ("a DCOS cluster", example({O + "orchestratorType": "DCOS"})),
    ("an OpenShift cluster", {"properties": {"orchestratorProfile": {"orchestratorType": "OpenShift"}}}),
    ("a SwarmMode cluster", {"properties": {"OrchestratorProfile": {"orchestratorType": "SwarmMode"}}}),
    ("template", '{"properties": {"masterProfile": {"count": {{ count }}}}}'),
    ("template", '{"properties": {"masterProfile": {"count": ${COUNT}}}}'),
    ("template", '{"properties": {"masterProfile": {"count": <COUNT>}}}'),
    ("template", '{"properties": {"masterProfile": {"count": $COUNT}}}'),
    ("masterProfile.dnsPrefix", example({M + "dnsPrefix": "{{ dns }}"})),
    ("masterProfile.dnsPrefix", example({M + "dnsPrefix": "<%= dns %>"})),
    ("masterProfile.dnsPrefix", example({M + "dnsPrefix": "@__dns__@"})),
    ("publicKeys[0].keyData", example({P + "linuxProfile.ssh.publicKeys": [{"keyData": "{keyData}"}]})),
    ("masterProfile.dnsPrefix", example({M + "vmSize": "[parameters('size')]", M + "dnsPrefix": "$DNS"})),
    ("masterProfile.count", example({M + "count": "${COUNT}"})),
    (
        "adminUsername, properties.masterProfile.dnsPrefix",
        example({M + "dnsPrefix": "<name>", P + "linuxProfile.adminUsername": "$(U)"}),
    ),
]


@pytest.mark.parametrize(("words", "content"), FOREIGN, ids=range(len(FOREIGN)))
def test_foreign(words: str, content: Any) -> None:
    """One fault, which names what it is, and a remedy."""
    reading = read_string(content if isinstance(content, str) else json.dumps(content))
    (fault,) = reading.faults
    assert (fault.rule, reading.filled) == ("A6", None)
    assert words in fault.message and fault.advice and fault.line


@pytest.mark.parametrize(
    ("words", "data"),
    [("zip", b"PK\x03\x04x"), ("compressed", b"\x1f\x8b\x08"), ("binary", b"\x7fELF\0"), ("directory", None)],
)
def test_files(words: str, data: bytes | None, tmp_path: Path) -> None:
    """Neither is a directory a model, nor what is no text."""
    path = tmp_path if data is None else tmp_path / "model.json"
    if data is not None:
        path.write_bytes(data)
    (fault,) = read(path).faults
    assert (fault.rule, words in fault.message) == ("A2", True)


def test_text_that_looks_like_a_placeholder() -> None:
    """Where a field takes any text it is one, and other faults of a template stay."""
    assert read_string(json.dumps(example({M + "customVMTags": {"cost": "${COST}"}}))).faults == ()
    found = read_string(json.dumps(example({M + "dnsPrefix": "{{ x }}", M + "count": 2, A + "name": "{{ y }}"}))).faults
    assert sorted(fault.rule for fault in found) == ["A6", "V5"]
