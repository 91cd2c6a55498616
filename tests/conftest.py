"""Fixtures that several folders use."""

from __future__ import annotations

import functools
import gc
import os
from collections.abc import Generator, Iterator
from pathlib import Path

import pytest
import typer.testing
from hypothesis import HealthCheck, settings
from resident import resident
from states import states
from terraform_workspace import Chains, Stack, setup_environment, terraform_is_missing

pytest_plugins = ["tests.beside", "tests.bindings", "tests.memory", "tests.nodes.machines", "tests.sharing"]

typer.testing._get_command = functools.cache(typer.main.get_command)  # type: ignore[attr-defined]
"""A runner of commands builds all of them from their functions again at each call, for two thirds of its time."""


@pytest.hookimpl(wrapper=True)
def pytest_collection() -> Generator[None, object, object]:
    """Modules and tests are no garbage: the collector need not go through them again and again, for a tenth of the
    time, nor through each new cluster after 700 of its objects."""
    gc.disable()
    collected = yield
    gc.freeze()
    gc.enable()
    gc.set_threshold(20_000, 20, 20)
    return collected


@pytest.fixture(scope="session")
def environment(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, str]]:
    """Where Terraform finds the simulated providers."""
    if terraform_is_missing():
        pytest.skip("terraform is not on the PATH: tests that plan and apply are left out")
    base = tmp_path_factory.getbasetemp()
    folder = (base.parent if "PYTEST_XDIST_WORKER" in os.environ else base) / "kept"
    folder.mkdir(exist_ok=True)
    with resident(setup_environment(folder)) as found, states() as address:
        yield {**found, **address}


@pytest.fixture
def stack(tmp_path: Path, environment: dict[str, str]) -> Stack:
    """An empty working directory."""
    return Stack(tmp_path, environment)


@pytest.fixture(scope="session")
def chains(environment: dict[str, str]) -> Iterator[Chains]:
    """Where chains of Terraform commands run beside the tests."""
    found = Chains()
    yield found
    found.close()


settings.register_profile("ci", max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.register_profile("short", settings.get_profile("ci"), max_examples=40)
settings.register_profile("long", settings.get_profile("ci"), max_examples=4000)
settings.load_profile("ci")
