"""Applied states, and scenarios that run on them."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from clusters import changed, example
from machine import require_isolation

from tests.terraform.lives import renew, workspace

from .estate import Estate
from .running import Running
from .test_scenarios import SCENARIOS

_SHOWN: dict[str, str] = {}
FLAG = "properties.orchestratorProfile.kubernetesConfig.apiServerConfig.--v"


@pytest.fixture(scope="session")
def estates(environment: dict[str, str], tmp_path_factory: pytest.TempPathFactory) -> dict[str, Estate]:
    """One master; three, changed by a flag, broken by one and grown to five, all in one state; five from the start."""
    require_isolation()
    ha = example("ha")
    documents = {
        "three": ha,
        "changed": changed(ha, FLAG, "4"),
        "broken": changed(ha, FLAG.replace("--v", "--broken"), "true"),
        "five": changed(ha, "properties.masterProfile.count", 5),
    }
    found = _applied(environment, tmp_path_factory, documents)
    for name, document in {"one": example("kubernetes"), "five at once": documents["five"]}.items():
        found |= _applied(environment, tmp_path_factory, {name: document})
    return found


def _applied(
    environment: dict[str, str], folders: pytest.TempPathFactory, documents: dict[str, dict[str, object]]
) -> dict[str, Estate]:
    stack, found = None, {}
    for name, document in documents.items():
        if stack is None:
            stack = workspace(folders.mktemp("boot"), environment, document).init()
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
