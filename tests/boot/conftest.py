"""Applied states, and scenarios that run on them."""

from __future__ import annotations

import base64
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from clusters import changed, example
from machine import require_isolation
from terraform_workspace import Chains

from tests.terraform.lives import renew, workspace

from .estate import READER, Estate
from .mirror import PACKAGES, REGISTRIES
from .running import Running
from .test_scenarios import SCENARIOS

_SHOWN: dict[str, str] = {}
FLAG = "properties.orchestratorProfile.kubernetesConfig.apiServerConfig.--v"


@pytest.fixture(scope="session")
def estates(chains: Chains, environment: dict[str, str], tmp_path_factory: pytest.TempPathFactory) -> dict[str, Estate]:
    """One master, also behind mirrors; three in one state, which is changed by a flag, by labels and add-ons, broken by
    a flag, and grown to five; five from the start."""
    require_isolation()
    one, ha = example("kubernetes"), example("ha")
    five = changed(ha, "properties.masterProfile.count", 5)
    mirrors = {"registries": REGISTRIES, "packages": PACKAGES}
    groups: list[dict[str, dict[str, Any]]] = [
        {
            "three": ha,
            "changed": changed(ha, FLAG, "4"),
            "rearranged": rearranged(ha),
            "broken": changed(ha, FLAG.replace("--v", "--broken"), "true"),
            "five": five,
        },
        {"five at once": five},
        {"one": one},
        {"mirrored": changed(one, "properties.aksynth", {"mirrors": mirrors, "access": {"vaultReaders": [READER]}})},
    ]
    for group in groups:
        folder = tmp_path_factory.mktemp("boot")
        chains.start(_chain(group), lambda g=group, f=folder: _applied(environment, f, g))  # type: ignore[misc]
    return {name: estate for group in groups for name, estate in chains.result(_chain(group)).items()}


def _chain(group: dict[str, Any]) -> str:
    return f"boot {', '.join(group)}"


def rearranged(document: dict[str, Any]) -> dict[str, Any]:
    """Another label on a pool, an add-on of one's own, and no driver of disks."""
    manifest = {"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": "mine", "namespace": "default"}}
    addons = [
        {"name": "azuredisk-csi-driver", "enabled": False},
        {"name": "mine", "data": base64.b64encode(json.dumps(manifest).encode()).decode()},
    ]
    new = changed(document, "properties.orchestratorProfile.kubernetesConfig.addons", addons)
    return changed(new, "properties.agentPoolProfiles.1.customNodeLabels", {"tier": "gold"})


def _applied(environment: dict[str, str], folder: Path, documents: dict[str, dict[str, Any]]) -> dict[str, Estate]:
    """Each document in the state of the one before."""
    stack, found = None, {}
    for name, document in documents.items():
        if stack is None:
            stack = workspace(folder, environment, document).init()
        else:
            renew(stack, document)
        stack.apply()
        found[name] = Estate(stack.values(), stack.outputs())
    return found


@pytest.fixture(scope="session")
def running(estates: dict[str, Estate], request: pytest.FixtureRequest) -> Iterator[Running]:
    """All chosen scenarios, started together."""
    chosen = [item.callspec.params["name"] for item in request.session.items if "scenario" in item.keywords]  # type: ignore[attr-defined]
    found = Running()
    for name in chosen:
        found.start(name, SCENARIOS[name], estates)
    yield found
    found.close()
    _SHOWN.update(found.shown)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """What each scenario showed."""
    if _SHOWN:
        terminalreporter.section("the boot simulation showed")
    for name, words in _SHOWN.items():
        terminalreporter.line(f"{name}: {words}")
