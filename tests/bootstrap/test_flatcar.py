"""Agents with Flatcar: what Ignition reads, and which files differ from those of Ubuntu."""

from __future__ import annotations

from typing import Any

import pytest
import yaml
from clusters import blueprint, changed, example
from nodes_facts import FACTS
from simulation.host.ignition import Written, enabled, files, read

from aksynth.blueprint import Blueprint
from aksynth.bootstrap import File, Ignition, agent_files, user_data

POOL = "properties.agentPoolProfiles.0"
OF_UBUNTU = {"/etc/cloud/cloud.cfg.d/15_azure-vnet.cfg", "/etc/systemd/system/containerd.service"}
OF_FLATCAR = {
    "/etc/systemd/system/containerd.service.d/10-aksynth.conf",
    "/etc/systemd/system/kubelet.service",
    "/opt/aksynth/host-name.sh",
}
LARGEST: dict[str, Any] = {
    "properties.aksynth.mirrors": {
        "registries": {f"registry{i}.example.com": "mirror.example.com/a" for i in range(40)},
        "packages": "https://mirror.example.com/upstream",
    },
    "properties.aksynth.httpProxy": {"httpProxy": "http://proxy.example.com:3128"},
    "properties.orchestratorProfile.kubernetesConfig.networkPlugin": "kubenet",
    "properties.linuxProfile.customSearchDomain": {"name": "corp.example.com"},
}


def plan(**fields: Any) -> Blueprint:
    document = changed(example("kubernetes"), f"{POOL}.distro", "flatcar")
    for path, value in fields.items():
        document = changed(document, path, value)
    return blueprint(document)


def agent(found: Blueprint) -> tuple[tuple[File, ...], dict[str, Any]]:
    """Its files, and the configuration that Ignition reads."""
    pool = found.pools[0]
    own = agent_files(found, pool, FACTS)
    data = user_data(found, pool.machine.operating_system, own)
    assert isinstance(data, Ignition) and len(data.text()) < 65_535
    return own, read(data.text().encode())


@pytest.mark.parametrize("fields", [{}, LARGEST])
def test_files_arrive(fields: dict[str, Any]) -> None:
    """With their modes; and the units that the first boot starts."""
    own, config = agent(plan(**fields))
    assert files(config) == [Written(file.path, int(file.mode, 8), file.content) for file in own]
    assert enabled(config) == ["aksynth-bootstrap.service", "aksynth-network.service"]
    assert {f"/etc/systemd/system/{unit}" for unit in enabled(config)} <= {file.path for file in own}


@pytest.mark.parametrize(
    ("upgrades", "masked"), [(True, ["locksmithd.service"]), (False, ["locksmithd.service", "update-engine.service"])]
)
def test_upgrades(upgrades: bool, masked: list[str]) -> None:
    """Flatcar never restarts a node by itself, and downloads new versions unless the model switches that off."""
    _, config = agent(plan(**{"properties.linuxProfile.enableUnattendedUpgrades": upgrades}))
    assert [unit["name"] for unit in config["systemd"]["units"] if unit.get("mask")] == masked


def test_what_differs_from_ubuntu() -> None:
    """Nothing of cloud-init, netplan or apt, and no folder below /usr."""
    ubuntu = blueprint(example("kubernetes"))
    others = {file.path for file in agent_files(ubuntu, ubuntu.pools[0], FACTS)}
    own = {file.path: file for file in agent(plan())[0]}
    assert (others - set(own), set(own) - others) == (OF_UBUNTU, OF_FLATCAR)
    patch = yaml.safe_load(own["/etc/kubernetes/patches/kubeletconfiguration0+merge.yaml"].content)
    assert patch["volumePluginDir"] == "/var/lib/kubelet/volumeplugins"


@pytest.mark.parametrize(
    ("size", "offer", "sku"),
    [
        ("Standard_D2_v3", "flatcar-container-linux-corevm-amd64", "stable"),
        ("Standard_D2s_v5", "flatcar-container-linux-corevm-amd64", "stable-gen2"),
        ("Standard_D2ps_v5", "flatcar-container-linux-corevm", "stable"),
    ],
)
def test_image(size: str, offer: str, sku: str) -> None:
    """Offers and SKUs as flatcar/scripts publishes them, ci-automation/release/azure_marketplace_publish.py."""
    image = plan(**{f"{POOL}.vmSize": size}).pools[0].machine.image
    assert (image.publisher, image.offer, image.sku) == ("kinvolk", offer, sku)


def test_proxy() -> None:
    """The updater uses it, in place of apt."""
    own = {file.path for file in agent(plan(**LARGEST))[0]}
    units = ("containerd", "kubelet", "update-engine")
    assert {f"/etc/systemd/system/{unit}.service.d/30-aksynth-proxy.conf" for unit in units} <= own
    assert not [path for path in own if "apt" in path.split("/")]


def test_a_wrong_configuration_is_refused() -> None:
    """By the stand-in, as Ignition would: gzip of the whole, a mode that is not decimal, a field that it does not know."""
    data = Ignition(files=(File("/etc/a", "0644", "a"),)).text()
    for wrong in (data.replace('"mode":420', '"mode":644'), data.replace('"mode"', '"permissions"')):
        with pytest.raises(AssertionError):
            files(read(wrong.encode()))
    with pytest.raises(AssertionError, match="does not decompress"):
        read(b"\x1f\x8b")
