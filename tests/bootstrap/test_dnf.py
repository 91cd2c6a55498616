"""What dnf reads on agents of Azure Linux, in place of what apt reads on others."""

from __future__ import annotations

from configparser import ConfigParser
from typing import Any

import pytest
from clusters import blueprint, changed, example
from nodes_facts import FACTS

from aksynth.bootstrap import agent_files, master_files

DISTRO = "properties.agentPoolProfiles.0.distro"
MIRROR, PROXY = "https://m.example.com:8443/up", "http://proxy.example.com:3128"
DAILY, CONFIG = "/etc/dnf/automatic.conf", "/etc/dnf/dnf.conf"


def files(distro: str = "azure-linux-3", **settings: Any) -> dict[str, str]:
    """Of an agent, by path; `settings` are of properties.aksynth."""
    document = changed(example("kubernetes"), DISTRO, distro)
    for name, value in settings.items():
        document = changed(document, f"properties.aksynth.{name}", value)
    plan = blueprint(document)
    assert not [file.path for file in master_files(plan, FACTS) if "dnf" in file.path or "yum" in file.path]
    return {file.path: file.content for file in agent_files(plan, plan.pools[0], FACTS)}


def settings(text: str) -> ConfigParser:
    parser = ConfigParser(interpolation=None)
    parser.read_string(text)
    return parser


def test_agents_have_their_own() -> None:
    """The systems differ in nothing else."""
    azure_linux, ubuntu = files(httpProxy={"httpProxy": PROXY}), files("ubuntu-24.04", httpProxy={"httpProxy": PROXY})
    assert set(azure_linux) - set(ubuntu) == {CONFIG, DAILY}
    assert set(ubuntu) - set(azure_linux) == {"/etc/apt/apt.conf.d/91aksynth-proxy"}
    assert {path for path in azure_linux.keys() & ubuntu if azure_linux[path] != ubuntu[path]} == {
        "/opt/aksynth/packages.sh"
    }


@pytest.mark.parametrize("packages", ["", MIRROR])
@pytest.mark.parametrize(
    ("direct", "proxied"), [([], True), (["m.example.com"], False), ([".example.com"], False), (["10.0.0.0/8"], True)]
)
def test_proxy(packages: str, direct: list[str], proxied: bool) -> None:
    """All repositories are on the mirror. Where nodes reach that directly, dnf does."""
    aksynth = {"httpProxy": {"httpProxy": PROXY, "noProxy": direct}}
    found = files(**aksynth, mirrors={"packages": packages}) if packages else files(**aksynth)
    main = settings(found[CONFIG])["main"]
    assert main.get("proxy") == (PROXY if proxied or not packages else None)
    assert {"kubelet", "kubeadm", "kubectl"} < set(main["excludepkgs"].split(","))


def test_mirror() -> None:
    """Of all repositories that an image has on. Their signatures are checked as before."""
    found = {path: text for path, text in files(mirrors={"packages": MIRROR}).items() if path.startswith("/etc/yum")}
    assert len(found) == 4
    for path, text in found.items():
        (section,) = (settings(text)[name] for name in settings(text).sections())
        place = f"{MIRROR}/packages.microsoft.com/azurelinux/$releasever/prod/"
        assert section["baseurl"].startswith(place) and path.removesuffix(".repo").endswith(
            section["baseurl"].split("/")[-2]
        )
        assert section["gpgcheck"] == section["repo_gpgcheck"] == "1"


def test_upgrades() -> None:
    field = "properties.linuxProfile.enableUnattendedUpgrades"
    plan = blueprint(changed(changed(example("kubernetes"), DISTRO, "azure-linux-3"), field, False))
    assert DAILY not in {file.path for file in agent_files(plan, plan.pools[0], FACTS)}
    assert settings(files()[DAILY])["commands"]["apply_updates"] == "yes"
