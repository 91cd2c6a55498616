"""Configuration files of other projects' programs have only keys that those programs read."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
import yaml
from clusters import EXAMPLES, blueprint, changed, example
from facts import FACTS

from aksynth.bootstrap import agent_files, master_files
from aksynth.catalog import network_plugins

KNOWN = json.loads((Path(__file__).parent / "configuration_keys.json").read_text())


def files(name: str) -> dict[str, str]:
    """Of a master and of an agent, by path."""
    plan = blueprint(example(name))
    both = (*master_files(plan, FACTS), *agent_files(plan, plan.pools[0], FACTS))
    return {file.path: file.content for file in both}


def documents(text: str) -> list[Any]:
    return list(yaml.safe_load_all(text))


@pytest.mark.parametrize("name", EXAMPLES)
def test_keys(name: str) -> None:
    found = files(name)
    plugin = network_plugins.plugin(blueprint(example(name)).pod_network.plugin)
    agent = found.get("/etc/aksynth/addons/30-ip-masq-agent.yaml")
    assert (agent is None) is plugin.masquerades
    folder = "/etc/aksynth/addons"
    classes = [
        *documents(found[f"{folder}/50-storage-classes.yaml"]),
        *documents(found[f"{folder}/51-azurefile-class.yaml"]),
    ]
    drivers = {item["provisioner"] for item in classes}
    assert drivers == {"disk.csi.azure.com", "file.csi.azure.com"}
    written: dict[str, list[dict[str, Any]]] = {
        **({"ip-masq-agent": documents(documents(agent)[0]["data"]["ip-masq-agent"])} if agent else {}),
        "azure.json": [json.loads(text) for path, text in found.items() if path.endswith("/azure.json")],
        "crictl.yaml": documents(found["/etc/crictl.yaml"]),
        **{name: [item["parameters"] for item in classes if item["provisioner"] == name] for name in drivers},
    }
    for kind, items in written.items():
        assert items, kind
        for item in items:
            assert item.keys() <= set(KNOWN[kind]["keys"]), kind


def test_azure_json_of_an_agent_names_no_identity() -> None:
    """The disks' driver learns size and zone from the metadata service, and nothing else can be done with the file."""
    plan = blueprint(example("kubernetes"))
    (text,) = [f.content for f in agent_files(plan, plan.pools[0], FACTS) if f.path == "/etc/kubernetes/azure.json"]
    found = json.loads(text)
    assert (found["useInstanceMetadata"], found["vmType"], found["location"]) == (True, "vmss", FACTS.location)
    assert not [key for key in found if "identity" in key.lower() or key.startswith("aad")]


REGISTRY = "/subscriptions/s/resourceGroups/g/providers/Microsoft.ContainerRegistry/registries/images"
CREDENTIALS = "/etc/kubernetes/credential-provider"


def test_credential_provider() -> None:
    """Where the model names a registry, every kubelet has the provider, with the identity of its machine; else none."""
    plan = blueprint(changed(example("kubernetes"), "properties.aksynth.containerRegistries", [REGISTRY]))
    for found, identity, document in (
        (master_files(plan, FACTS), FACTS.masters_client_id, "kubeadm.yaml.tmpl"),
        (agent_files(plan, plan.pools[0], FACTS), FACTS.nodes_client_id, "join.yaml.tmpl"),
    ):
        texts = {file.path: file.content for file in found}
        acr = json.loads(texts["/etc/aksynth/registry/acr.json"])
        assert acr.keys() <= set(KNOWN["acr.json"]["keys"]) and acr["userAssignedIdentityID"] == identity
        (provider,) = yaml.safe_load(texts["/etc/aksynth/registry/config.yaml"])["providers"]
        assert provider.keys() <= set(KNOWN["credential provider"]["keys"])
        assert (provider["name"], provider["args"]) == ("acr-credential-provider", [f"{CREDENTIALS}/acr.json"])
        registration = documents(texts[f"/etc/aksynth/{document}"])[0]["nodeRegistration"]
        flags = {flag["name"]: flag["value"] for flag in registration["kubeletExtraArgs"]}
        assert flags["image-credential-provider-config"] == f"{CREDENTIALS}/config.yaml"
        assert flags["image-credential-provider-bin-dir"] == f"{CREDENTIALS}/bin"
        assert "ACR_PROVIDER_VERSION='1.36.5'" in texts["/etc/aksynth/env"]
    without = files("kubernetes")
    assert not any("registry/" in path or "image-credential" in text for path, text in without.items())


def test_audit_passes_over_kube_proxy_by_its_account() -> None:
    """kubeadm's kube-proxy has a service account of its name: cmd/kubeadm/app/phases/addons/proxy/proxy.go."""
    (policy,) = [documents(text)[0] for path, text in files("ha").items() if "/audit-policy" in path]
    users = [user for rule in policy["rules"] for user in rule.get("users", [])]
    assert users == ["system:serviceaccount:kube-system:kube-proxy"]


@pytest.mark.parametrize("document", ["kubeadm.yaml.tmpl", "join.yaml.tmpl"])
def test_every_kubelet_names_its_address(document: str) -> None:
    """Without it a node has no address until the cloud provider has initialized it, and kube-proxy gives up before."""
    registration = documents(files("ha")[f"/etc/aksynth/{document}"])[0]["nodeRegistration"]
    flags = {flag["name"]: flag["value"] for flag in registration["kubeletExtraArgs"]}
    assert flags["node-ip"] == "@ADDRESS@"
