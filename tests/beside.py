"""What runs beside all other tests from the first one on: scenarios, and behind them lives of clusters. The scenarios'
own tests come last and wait for them."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from machine import isolation_is_missing
from terraform_workspace import Chains, terraform_is_missing

from .boot.applied import Applied
from .boot.running import AT_ONCE, Running
from .boot.test_scenarios import SCENARIOS
from .terraform.az import az
from .terraform.lives import Life, whole_life
from .terraform.models import MODELS, PLANTED

_SHOWN: dict[str, str] = {}


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    items.sort(key=lambda item: "scenario" in item.keywords)


@pytest.fixture(scope="session", autouse=True)
def others_begin(request: pytest.FixtureRequest) -> None:
    wanted = {name for item in request.session.items for name in getattr(item, "fixturenames", ())}
    for name in ("running", "lives"):
        if name in wanted and not terraform_is_missing():
            request.getfixturevalue(name)


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
    _SHOWN.update(found.shown)
    if _SHOWN:
        _SHOWN[f"all {len(_SHOWN)} together"] = f"{found.took():.0f} s, {AT_ONCE} at a time"


@pytest.fixture(scope="session")
def lives(
    running: Running, chains: Chains, environment: dict[str, str], tmp_path_factory: pytest.TempPathFactory
) -> Chains:
    """All models' lives, started together once no scenario runs."""

    def life(name: str) -> Life:
        running.wait()
        secret = az(folder, PLANTED) if name == "service-principal" else {}
        return whole_life(folder / name, environment, MODELS[name], **secret)

    folder = tmp_path_factory.mktemp("lives")
    for name in MODELS:
        chains.start(name, lambda name=name: life(name))
    return chains


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """What each scenario showed."""
    if _SHOWN:
        terminalreporter.section("the boot simulation showed")
    for name, words in _SHOWN.items():
        terminalreporter.line(f"{name}: {words}")
