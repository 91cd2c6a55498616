"""Mirrors reach everything that downloads."""

from __future__ import annotations

import re
import subprocess
import tomllib
from typing import Any

import pytest
import yaml
from clusters import ROOT, blueprint, changed, example
from nodes_facts import FACTS

from aksynth.bootstrap import File, agent_files, cloud_config, master_files
from aksynth.catalog import registries

REGISTRIES = {"registry.k8s.io": "mirror.example.com:5000/k8s", "quay.io:443": "quay.mirror.example.com"}
PAGE = (ROOT / "docs/mirrors.md").read_text("utf-8")


def files(role: str, mirrors: dict[str, Any] | None = None) -> dict[str, File]:
    document = example("kubernetes")
    plan = blueprint(changed(document, "properties.aksynth.mirrors", mirrors) if mirrors else document)
    found = master_files(plan, FACTS) if role == "master" else agent_files(plan, plan.pools[0], FACTS)
    return {file.path: file for file in found}


@pytest.mark.parametrize("role", ["master", "agent"])
def test_containerd(role: str) -> None:
    """The mirror is the server itself: nothing else is asked, and its path comes behind the API's version."""
    found = files(role, {"registries": REGISTRIES})
    hosts = {p.split("/")[4]: f.content for p, f in found.items() if p.startswith("/etc/containerd/certs.d/")}
    assert {name: tomllib.loads(text)["server"] for name, text in hosts.items()} == {
        "registry.k8s.io": "https://mirror.example.com:5000/v2/k8s",
        "quay.io:443": "https://quay.mirror.example.com/v2",
    }
    assert all(tomllib.loads(text)["override_path"] for text in hosts.values())
    assert tomllib.loads(found["/etc/containerd/config.toml"].content)["plugins"][
        "io.containerd.cri.v1.images"
    ]["registry"]["config_path"] == "/etc/containerd/certs.d"  # fmt: skip


def test_kubeadm() -> None:
    """Also CoreDNS, which kubeadm looks for in another place of a registry that is not its own."""
    (cluster,) = [
        part
        for part in yaml.safe_load_all(
            files("master", {"registries": REGISTRIES})["/etc/aksynth/kubeadm.yaml.tmpl"].content
        )
        if part["kind"] == "ClusterConfiguration"
    ]
    assert cluster["imageRepository"] == "mirror.example.com:5000/k8s"
    assert cluster["dns"]["imageRepository"] == "mirror.example.com:5000/k8s/coredns"


@pytest.mark.parametrize(
    ("packages", "source"),
    [("", "https://pkgs.k8s.io/a:/b"), ("https://m.example.com/up", "https://m.example.com/up/pkgs.k8s.io/a:/b")],
)
def test_packages(packages: str, source: str) -> None:
    """Every publisher's host is a folder below the mirror."""
    found = files("master", {"packages": packages} if packages else None)
    script = next(line for line in found["/opt/aksynth/lib.sh"].content.splitlines() if line.startswith("source_of()"))
    command = f"{found['/etc/aksynth/env'].content}\n{script}\nsource_of https://pkgs.k8s.io/a:/b"
    assert subprocess.check_output(["bash", "-c", command], text=True) == source


def test_archives() -> None:
    """Ubuntu's archives, for both kinds of machines; without a mirror the image's own stay."""
    found = tuple(files("agent").values())
    assert "apt" not in yaml.safe_load(cloud_config(found))
    apt = yaml.safe_load(cloud_config(found, packages="https://m.example.com/up"))["apt"]
    assert apt["primary"] == apt["security"] == [
        {"arches": ["amd64"], "uri": "https://m.example.com/up/archive.ubuntu.com/ubuntu"},
        {"arches": ["default"], "uri": "https://m.example.com/up/ports.ubuntu.com/ubuntu-ports"},
    ]  # fmt: skip


def test_page_names_every_source() -> None:
    """Who fills a mirror finds every host there, and the catalog knows every registry."""
    master = files("master")
    scripts = [f.content for path, f in master.items() if path.endswith((".sh", ".chart"))]
    texts = [re.sub(r"^ *#.*", "", text, flags=re.MULTILINE) for text in scripts]
    hosts = {host for text in texts for host in re.findall(r"https://([a-z0-9.]+)/", text) if host[0] != "1"}
    hosts |= set(re.findall(r"^GITHUB=https://(\S+)$", master["/opt/aksynth/install.sh"].content, re.MULTILINE))
    manifests = [f.content for path, f in master.items() if path.endswith((".yaml", ".toml"))]
    used = {
        image.split("/")[0] for text in manifests for image in re.findall(r"(?:image:|sandbox =) '?([\w./-]+:)", text)
    }
    assert used == set(registries.ours())
    assert hosts - {"github.com"} and not [host for host in hosts | used if f"`{host}" not in PAGE]
