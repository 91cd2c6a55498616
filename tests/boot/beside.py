"""Scenarios run beside all other tests, from the first one on; their own tests come last and wait for them."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from machine import isolation_is_missing, require_isolation
from terraform_workspace import Chains, terraform_is_missing

from .applied import Applied
from .running import AT_ONCE, Running
from .test_scenarios import SCENARIOS

_SHOWN: dict[str, str] = {}


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    items.sort(key=lambda item: "scenario" in item.keywords)


@pytest.fixture(scope="session", autouse=True)
def scenarios_begin(request: pytest.FixtureRequest) -> None:
    chosen = any("scenario" in item.keywords for item in request.session.items)
    if chosen and isolation_is_missing() is None and not terraform_is_missing():
        request.getfixturevalue("running")


@pytest.fixture(scope="session")
def running(
    chains: Chains,
    environment: dict[str, str],
    tmp_path_factory: pytest.TempPathFactory,
    request: pytest.FixtureRequest,
) -> Iterator[Running]:
    """All chosen scenarios, started together."""
    require_isolation()
    applied = Applied(chains, environment, tmp_path_factory.mktemp("boot"))
    found = Running(applied.estates)
    for item in request.session.items:
        if "scenario" in item.keywords:
            name = item.callspec.params["name"]  # type: ignore[attr-defined]
            found.start(name, SCENARIOS[name])
    yield found
    found.close()
    _SHOWN.update(found.shown)
    _SHOWN[f"all {len(found.shown)} together"] = f"{found.took():.0f} s, {AT_ONCE} at a time"


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """What each scenario showed."""
    if _SHOWN:
        terminalreporter.section("the boot simulation showed")
    for name, words in _SHOWN.items():
        terminalreporter.line(f"{name}: {words}")
