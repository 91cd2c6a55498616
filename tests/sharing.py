"""Which tests share a process, and in which order processes take them.

Tests of one file share a process, so that a fixture of a module is created once. The files that use the lives of
clusters share one as well, and so do those that run commands in the checkout, and those that look at the stacks of all
kinds of clusters. Node tests share nothing. Scenarios come first, and then the files that take long, so that at the end
of a run no process works alone.
"""

from __future__ import annotations

from typing import Any

import pytest
from xdist.scheduler import LoadScopeScheduling

_LIVES = tuple(f"tests/terraform/test_{name}.py" for name in ("cluster", "user_data", "checkov"))
_STACKS = tuple(f"tests/stacks/test_{name}.py" for name in ("bring_up", "roles", "state_secrets"))
_CHECKOUT = ("tests/test_main.py", "tests/test_docs.py")
_NODES = "tests/nodes/"
_ORDER: tuple[str | tuple[str, ...], ...] = (
    "tests/boot/",
    _NODES,
    _LIVES,
    "tests/terraform/",
    _CHECKOUT,
    "tests/test_package.py",
    "tests/stacks/test_reach.py",
    ("tests/golden/", "tests/stacks/", "tests/tfsim/"),
)
"""Beginnings of test ids; all others follow."""


def scope(nodeid: str) -> str:
    """What shares a process with this test."""
    if nodeid.startswith(_LIVES):
        return "lives"
    if nodeid.startswith(_STACKS):
        return "stacks"
    if nodeid.startswith(_CHECKOUT):
        return "checkout"
    return nodeid if nodeid.startswith(_NODES) else nodeid.partition("::")[0]


def place(nodeid: str) -> int:
    """The earlier, the smaller."""
    return next((number for number, start in enumerate(_ORDER) if nodeid.startswith(start)), len(_ORDER))


class Sharing(LoadScopeScheduling):  # type: ignore[misc]
    """Gives out scopes in the order of the tests, and another one only when a process has almost ended its last.

    Node tests wait for most of their time, as scenarios do. One process takes them all, beside others that keep the
    processors busy meanwhile."""

    _patient: object = None
    """The process that takes node tests."""

    def _split_scope(self, nodeid: str) -> str:
        return scope(nodeid)

    def _assign_work_unit(self, node: object) -> None:
        if self._patient is None and next(iter(self.workqueue)).startswith(_NODES):
            self._patient = node
        self.workqueue.move_to_end(self._next(node), last=False)
        super()._assign_work_unit(node)

    def _next(self, node: object) -> str:
        """The first scope for this process; of the others where there is none."""
        units: list[str] = list(self.workqueue)
        return next((unit for unit in units if unit.startswith(_NODES) == (node is self._patient)), units[0])


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    items.sort(key=lambda item: place(item.nodeid))


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> Sharing:
    config.option.loadscopereorder = False
    return Sharing(config, log)
