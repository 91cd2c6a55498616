"""Applied states that scenarios boot clusters from."""

from __future__ import annotations

import base64
import json
from pathlib import Path
from typing import Any

from clusters import ROOT, changed, example
from simulation.mirror import PACKAGES, REGISTRIES
from terraform.lives import applied, renew
from terraform_workspace import Chains

from .estate import READER, Estate

Documents = dict[str, dict[str, Any]]
_GROUP = "/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/shared"
IMAGES = f"{_GROUP}/providers/Microsoft.ContainerRegistry/registries/images"
CONFIG = "properties.orchestratorProfile.kubernetesConfig"
FLAG = f"{CONFIG}.apiServerConfig.--v"
ADMISSION = "/etc/kubernetes/admission.yaml"


class Applied:
    """One master, whose pool gets another name, and then Kata Containers; a private cluster with kubenet and mirrors;
    three in one state, that is changed by a flag, by labels and add-ons, broken by a flag, and grown to five; five from
    the start; a pool in an availability set that shrinks. Applied beside the tests."""

    def __init__(self, chains: Chains, environment: dict[str, str], folder: Path) -> None:
        self._chains, self._groups = chains, _groups()
        for number, group in enumerate(self._groups):
            place = folder / str(number)
            chains.start(_chain(group), lambda g=group, f=place: _apply(environment, f, g))  # type: ignore[misc]

    def estates(self) -> dict[str, Estate]:
        """By name, once all are applied; raises what went wrong."""
        results = [self._chains.result(_chain(group)) for group in self._groups]
        return {name: estate for result in results for name, estate in result.items()}


def _chain(group: Documents) -> str:
    return f"boot {', '.join(group)}"


def _groups() -> list[Documents]:
    """Each group has a state of its own, in which one document follows the other."""
    one, ha = example("kubernetes"), example("ha")
    five = changed(ha, "properties.masterProfile.count", 5)
    return [
        {
            "three": ha,
            "changed": changed(ha, FLAG, "4"),
            "rearranged": _rearranged(ha),
            "broken": changed(ha, FLAG.replace("--v", "--goaway-chance"), "2"),
            "five": five,
        },
        {"five at once": five},
        {
            "one": one,
            "renamed": changed(one, "properties.agentPoolProfiles.0.name", "other"),
            "isolated": _isolated(one),
        },
        {"mirrored": _mirrored(one)},
        {"in a set": _in_a_set(3), "in a smaller set": _in_a_set(1)},
    ]


def _mirrored(document: dict[str, Any]) -> dict[str, Any]:
    """A private cluster with kubenet, a jumpbox, a search domain, Arm64 agents of Ubuntu 22.04, and agents of Azure
    Linux. All downloads are from mirrors."""
    mirrors = {"registries": REGISTRIES, "packages": PACKAGES}
    settings = {"mirrors": mirrors, "access": {"vaultReaders": [READER]}, "containerRegistries": [IMAGES]}
    jumpbox = {"name": "jumpbox", "vmSize": "Standard_D2s_v5", "publicKey": ""}
    azure_linux = {"name": "azl", "count": 1, "vmSize": "Standard_D2s_v5", "distro": "azure-linux-3"}
    for path, value in {
        "properties.aksynth": settings,
        "properties.agentPoolProfiles": [*document["properties"]["agentPoolProfiles"], azure_linux],
        "properties.agentPoolProfiles.0.vmSize": "Standard_D2ps_v5",
        "properties.agentPoolProfiles.0.distro": "ubuntu-22.04",
        "properties.linuxProfile.customSearchDomain": {"name": "corp.example.com"},
        f"{CONFIG}.networkPlugin": "kubenet",
        f"{CONFIG}.privateCluster": {"enabled": True, "jumpboxProfile": jumpbox},
    }.items():
        document = changed(document, path, value)
    return document


def _in_a_set(count: int) -> dict[str, Any]:
    """One master with Calico, and a pool in an availability set."""
    document = changed(example("kubernetes"), "properties.agentPoolProfiles.0.availabilityProfile", "AvailabilitySet")
    document = changed(document, f"{CONFIG}.networkPolicy", "calico")
    return changed(document, "properties.agentPoolProfiles.0.count", count)


def _isolated(document: dict[str, Any]) -> dict[str, Any]:
    """A pool with Kata Containers, and one with Flatcar. Downloads are from a mirror."""
    runtime = {"containerRuntime": "kata-containers"}
    pools = [
        {"name": "isolated", "count": 2, "vmSize": "Standard_D4s_v5", "kubernetesConfig": runtime},
        {"name": "immutable", "count": 1, "vmSize": "Standard_D2ps_v5", "distro": "flatcar"},
    ]
    document = changed(document, "properties.aksynth.mirrors.packages", PACKAGES)
    return changed(document, "properties.agentPoolProfiles", pools)


def _rearranged(document: dict[str, Any]) -> dict[str, Any]:
    """Another label on a pool, a custom add-on, no driver of disks, and an admission file of the model."""
    manifest = {"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": "mine", "namespace": "default"}}
    addons = [
        {"name": "azuredisk-csi-driver", "enabled": False},
        {"name": "mine", "data": base64.b64encode(json.dumps(manifest).encode()).decode()},
    ]
    new = changed(document, "properties.orchestratorProfile.kubernetesConfig.addons", addons)
    new = changed(new, f"{CONFIG}.apiServerConfig.--admission-control-config-file", ADMISSION)
    files = [
        {"source": str(ROOT / f"tests/boot/custom/{name}.yaml"), "dest": f"/etc/kubernetes/{name}.yaml"}
        for name in ("admission", "pod-node-selector")
    ]
    new = changed(new, "properties.masterProfile.customFiles", files)
    return changed(new, "properties.agentPoolProfiles.1.customNodeLabels", {"tier": "gold"})


def _apply(environment: dict[str, str], folder: Path, documents: Documents) -> dict[str, Estate]:
    """Each document in the state of the one before."""
    stack, found = None, {}
    for name, document in documents.items():
        if stack is None:
            stack = applied(folder, environment, document)
        else:
            renew(stack, document)
            stack.apply()
        found[name] = Estate(stack.values(), stack.outputs())
    return found
