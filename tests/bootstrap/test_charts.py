"""Values for charts of others."""

from __future__ import annotations

import re
from typing import Any

import pytest
import yaml
from clusters import EXAMPLES, blueprint, changed, example
from nodes_facts import FACTS

from aksynth.bootstrap import File, master_files
from aksynth.catalog.data import read
from aksynth.catalog.kubernetes import components, supported_minors

TYPES = {bool: "boolean", int: "integer", str: "string", list: "array", dict: "object"}


def addon_files(document: dict[str, Any]) -> dict[str, File]:
    files = master_files(blueprint(document), FACTS)
    return {f.path.rpartition("/")[2]: f for f in files if f.path.startswith("/etc/aksynth/addons/")}


def leaves(values: dict[str, Any], known: dict[str, str], before: str = "") -> dict[str, str]:
    """Type by dotted name, no deeper than the chart's names go."""
    found: dict[str, str] = {}
    for key, value in values.items():
        name = f"{before}{key}"
        if isinstance(value, dict) and name not in known:
            found |= leaves(value, known, f"{name}.")
        else:
            found[name] = TYPES[type(value)]
    return found


@pytest.mark.parametrize("minor", supported_minors())
def test_values_are_the_charts(minor: str) -> None:
    """Helm ignores a value that a chart does not have. Each one is known to the version of the chart that is applied,
    and each chart is in an example, or comes with GPUs."""
    gpus = changed(example("kubernetes"), "properties.agentPoolProfiles.0.vmSize", "Standard_NC4as_T4_v3")
    documents = [*map(example, (*EXAMPLES, "security/entra-login")), gpus]
    found = {chart for document in documents for chart in charts_of(document, minor)}
    assert found == set(read("chart_values")) - {"date", "note"}


def charts_of(document: dict[str, Any], minor: str) -> set[str]:
    """The charts of a cluster, whose values were compared."""
    files = addon_files(changed(document, "properties.orchestratorProfile.orchestratorRelease", minor))
    charts = {name[3:].removesuffix(".chart"): file.content for name, file in files.items() if name.endswith(".chart")}
    assert charts
    for chart, text in charts.items():
        facts = read("chart_values")[chart]
        assert facts["version"] == components(minor)[facts.get("component", chart)]
        assert re.search(rf"^CHART='https://\S+-{re.escape(facts['version'])}\.tgz'$", text, re.MULTILINE)
        (values,) = [yaml.safe_load(f.content) for name, f in files.items() if name.endswith(f"{chart}.values.yaml")]
        known = facts["values"]
        assert {name: known.get(name) for name in leaves(values, known)} == leaves(values, known), chart
    return set(charts)


OF_FILES = {
    "41-azurefile-csi.chart",
    "41-azurefile-csi.values.yaml",
    "42-azurefile-access.yaml",
    "51-azurefile-class.yaml",
}
OF_DISKS = {
    "40-azuredisk-csi.chart",
    "40-azuredisk-csi.values.yaml",
    "50-storage-classes.yaml",
    "55-snapshot-class.yaml",
}


def test_chart_can_be_switched_off() -> None:
    """With its values and its storage classes. Files need what comes with disks."""
    path = "properties.orchestratorProfile.kubernetesConfig.addons"
    on = addon_files(example("ha"))
    for name, gone in (("azurefile-csi-driver", OF_FILES), ("azuredisk-csi-driver", OF_FILES | OF_DISKS)):
        off = addon_files(changed(example("ha"), path, [{"name": name, "enabled": False}]))
        assert on.keys() - off.keys() == gone
    assert "30-ip-masq-agent.yaml" not in addon_files(
        changed(example("ha"), path, [{"name": "ip-masq-agent", "enabled": False}])
    )


def test_cilium_in_place_of_kube_proxy() -> None:
    """Cilium serves Services and kube-proxy's health port, and pods still pass the iptables rules of the node."""
    addon = [{"name": "kube-proxy", "enabled": False}]
    cilium = example("network/cilium")
    off = changed(cilium, "properties.orchestratorProfile.kubernetesConfig.addons", addon)
    on, values = (yaml.safe_load(addon_files(d)["11-cilium.values.yaml"].content) for d in (cilium, off))
    assert (on["kubeProxyReplacement"], values["kubeProxyReplacement"]) == ("false", "true")
    assert values["kubeProxyReplacementHealthzBindAddr"].endswith(":10256")
    assert on["bpf"] == values["bpf"] == {"hostLegacyRouting": True}
    assert (
        leaves(values, read("chart_values")["cilium"]["values"]).items()
        <= read("chart_values")["cilium"]["values"].items()
    )
