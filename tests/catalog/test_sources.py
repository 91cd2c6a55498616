"""Every fact with a source can be renewed or is read by hand, and knows the date of its source."""

from __future__ import annotations

import json
from datetime import date
from importlib.resources import files
from typing import Any

import pytest

from aksynth.catalog.data import read
from aksynth.catalog.refresh import BY_HAND, CATALOGS, entries, refreshed

TODAY = date(2026, 12, 1)
FILES = sorted(
    path.name.removesuffix(".json") for path in files("aksynth.catalog").iterdir() if path.name.endswith(".json")
)
HASH = "0123456789abcdef0123456789abcdef01234567"


def tags(*names: str) -> str:
    """What git ls-remote prints: an annotated tag has a second line for its commit."""
    return "".join(f"{HASH}\trefs/tags/{name}\n{HASH}\trefs/tags/{name}^{{}}\n" for name in names)


def kubeadm(*lists: tuple[str, str]) -> str:
    form = "registry.k8s.io/kube-apiserver:v{}\nregistry.k8s.io/coredns/coredns:v1.14.0\nregistry.k8s.io/pause:{}\nregistry.k8s.io/etcd:3.6.6-0\n"
    return "".join(form.format(*pair) for pair in lists)


def aks(*versions: str) -> str:
    rows = [{"latestVersion": version} for version in versions]
    other = {
        "name": "kubelet",
        "downloadURIs": {"ubuntu": {"r2404": {"versionsV2": [{"latestVersion": "1.36.99-ubuntu24.04u1"}]}}},
    }
    own = {"name": "azure-acr-credential-provider-pmc", "downloadURIs": {"ubuntu": {"r2404": {"versionsV2": rows}}}}
    return json.dumps({"Packages": [other, own]})


def renewed(name: str, text: str) -> dict[str, Any]:
    content: dict[str, Any] = json.loads(refreshed(name, text, TODAY)[1])
    assert content["sources"][name]["read"] == "2026-12-01"
    assert content["date"] == min(row["read"] for row in content["sources"].values())
    return content


def test_every_catalog_is_covered() -> None:
    """A new catalog says how it is renewed, or that a person reads its source."""
    assert {file for file, _, _ in CATALOGS.values()} | set(BY_HAND) == set(FILES)
    assert not {file for file, _, _ in CATALOGS.values()} & set(BY_HAND)


def test_every_component_is_covered() -> None:
    """A component without a source, or a source without a component, fails."""
    content = read("kubernetes")
    found = {name for minor in content["minors"].values() for name in minor["components"]} | set(content["components"])
    assert (
        found == set(content["sources"]) - {"minors"} == set(CATALOGS) - {"vm-sizes", "regions", "images", "kubernetes"}
    )


def test_every_entry_has_a_date() -> None:
    for entry in entries():
        assert date.fromisoformat(entry.read) <= date(2027, 12, 31), entry
    assert all("source" in read(file) or "sources" in read(file) or file == "chart_values" for file in FILES)
    assert {distro for distro, fact in read("images").items() if isinstance(fact, dict)} == {
        entry.name.partition(", ")[2] for entry in entries() if entry.name.startswith("images")
    }


def test_the_file_is_as_old_as_its_oldest_source() -> None:
    assert read("kubernetes")["date"] == min(row["read"] for row in read("kubernetes")["sources"].values())


@pytest.mark.parametrize(
    ("name", "text", "version"),
    [
        ("containerd", tags("v2.3.7", "v2.3.10", "v2.4.0", "v2.3.11-rc.1", "api/v2.3.99"), "2.3.10"),
        ("containerd", tags("v2.3.1"), "2.3.7"),
        ("cluster-autoscaler", tags("cluster-autoscaler-1.36.2", "cluster-autoscaler-chart-9.57.0", "v1.36.9"), "1.36.2"),
        ("helm", tags("v3.99.0", "v4.10.1"), "4.10.1"),
        ("runc", tags("v1.4.9", "v1.5.0"), "1.4.9"),
        ("azure-cni", tags("v1.8.20", "v1.16.17", "zapai/v0.0.3"), "v1.8.20"),
        ("azuredisk-csi", tags("v1.34.6", "v2.0.0-beta.6"), "1.34.6"),
        ("azurefile-csi", tags("v1.35.8", "v1.34.9"), "1.35.8"),
        ("workload-identity", tags("v1.6.1", "v1.7.0"), "1.6.1"),
        ("acr-credential-provider", aks("1.36.7-ubuntu24.04u2", "1.36.9-ubuntu22.04u1", "1.37.1-ubuntu24.04u1"), "1.36.7"),
        ("ip-masq-agent", '{"name": "oss/v2/azure/ip-masq-agent-v2", "tags": ["v0.1.16-9", "v0.1.16-20", "latest"]}', "v0.1.16-20"),
    ],
)  # fmt: skip
def test_newest_of_the_line(name: str, text: str, version: str) -> None:
    """By number, in the line that the catalog follows, without pre-releases and never backwards."""
    assert renewed(name, text)["components"][name] == version


def test_a_line_for_each_minor() -> None:
    text = tags("v1.35.20", "v1.36.20", "v1.37.4", "pkg/azclient/v0.22.0")
    minors = renewed("cloud-provider-azure", text)["minors"]
    versions = [minor["components"]["cloud-provider-azure"] for minor in minors.values()]
    assert versions == ["v1.35.20", "v1.36.20", "v1.37.5"]


def test_what_kubeadm_pulls() -> None:
    minors = renewed("pause", kubeadm(("1.35.9", "3.10.1"), ("1.36.4", "3.10.3"), ("1.37.1", "3.11")))["minors"]
    assert [minor["components"]["pause"] for minor in minors.values()] == ["3.10.1", "3.10.3", "3.11"]
    with pytest.raises(ValueError, match=r"no list of 1\.35, 1\.37 with pause in it"):
        refreshed("pause", kubeadm(("1.36.4", "3.10.3")), TODAY)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "the file is empty"),
        ("404: Not Found", "there is nothing at this address"),
        ('{"message": "API rate limit exceeded for 192.0.2.1.", "documentation_url": "https://docs.github.com"}', "rate limit"),
        ("fatal: unable to access 'https://github.com/x/y/': Could not resolve host: github.com", "not reached: fatal: unable"),
        ('{"errors": [{"code": "NAME_UNKNOWN", "message": "repository name not known to registry"}]}', "the registry refused"),
        ("<!DOCTYPE html><html>Sign in</html>", "it is a web page"),
        ("ERROR: Please run 'az login' to setup account.", "az failed"),
    ],
)  # fmt: skip
@pytest.mark.parametrize("name", ["containerd", "ip-masq-agent", "pause", "kubernetes", "vm-sizes"])
def test_a_saved_refusal(name: str, text: str, said: str) -> None:
    """An error that was saved into the file is reported, with the command to run again."""
    with pytest.raises(ValueError, match=said) as caught:
        refreshed(name, text, TODAY)
    assert "\n" not in str(caught.value) and CATALOGS[name][1] in str(caught.value)


@pytest.mark.parametrize(
    ("name", "text"),
    [("helm", tags("v3.22.0")), ("containerd", tags("main")), ("runc", "hello"), ("ip-masq-agent", '{"tags": 1}')],
)
def test_no_release(name: str, text: str) -> None:
    with pytest.raises(ValueError, match="this is not what"):
        refreshed(name, text, TODAY)
