"""What runs beside the other tests of its process: scenarios, and lives of clusters."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

import pytest
from boot.applied import Applied
from boot.running import AT_ONCE, Running
from boot.test_scenarios import SCENARIOS
from simulation.isolation import isolation_is_missing
from terraform.az import az
from terraform.lives import Life, whole_life
from terraform.models import MODELS, PLANTED, REFUSING
from terraform_workspace import Chains

_NEEDS = {
    "terraform": {"environment"},
    "machines": {"running", "world"},
}
"""A marker, and the fixtures of the tests that have it."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        fixtures = set(getattr(item, "fixturenames", ()))
        for marker in (name for name, needed in _NEEDS.items() if needed & fixtures):
            item.add_marker(marker)


@pytest.fixture(scope="session")
def running(
    chains: Chains,
    environment: dict[str, str],
    tmp_path_factory: pytest.TempPathFactory,
    request: pytest.FixtureRequest,
) -> Iterator[Running]:
    """All chosen scenarios, started together; none where no machine can be made."""
    names = [item.callspec.params["name"] for item in request.session.items if "scenario" in item.keywords]  # type: ignore[attr-defined]
    found = Running()
    if names and isolation_is_missing() is None:
        found.start(
            {name: SCENARIOS[name] for name in names},
            Applied(chains, environment, tmp_path_factory.mktemp("boot")).estates,
        )
    yield found
    found.close()


@pytest.fixture(scope="session")
def lives(
    chains: Chains,
    environment: dict[str, str],
    tmp_path_factory: pytest.TempPathFactory,
    request: pytest.FixtureRequest,
) -> Chains:
    """The models' lives; those that chosen tests name are started together."""

    def life(name: str) -> Life:
        secret = az(folder, PLANTED) if name == "service-principal" else {}
        return whole_life(folder / name, environment, MODELS[name], refuses=name in REFUSING, **secret)

    folder = tmp_path_factory.mktemp("lives")
    items = [item for item in request.session.items if "lives" in getattr(item, "fixturenames", ())]
    named = {item.callspec.params.get("name") for item in items if hasattr(item, "callspec")}
    for name in MODELS:
        (chains.start if name in named else chains.offer)(name, partial(life, name))
    return chains


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """What each scenario showed."""
    shown = [
        dict(report.user_properties)["showed"]
        for report in terminalreporter.getreports("passed")
        if "showed" in dict(report.user_properties)
    ]
    if shown:
        terminalreporter.section(f"the boot simulation showed, {AT_ONCE} scenarios at a time")
    for line in shown:
        terminalreporter.line(line)
