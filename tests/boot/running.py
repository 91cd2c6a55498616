"""Scenarios run beside each other, on threads of their own; a test waits for one."""

from __future__ import annotations

import time
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor

from .estate import Estate

AT_ONCE = 3
"""Machines wait half of their time, also where other tests run beside."""

Estates = dict[str, Estate]
Scenario = Callable[[Estates], str]


class Running:
    """Scenarios by name."""

    def __init__(self) -> None:
        self._pool = ThreadPoolExecutor(AT_ONCE)
        self._runs: dict[str, Future[str]] = {}

    def start(self, scenarios: dict[str, Scenario], estates: Callable[[], Estates]) -> None:
        """In this order; `estates` may wait."""
        for name, scenario in scenarios.items():
            self._runs[name] = self._pool.submit(self._timed, scenario, estates)

    def _timed(self, scenario: Scenario, estates: Callable[[], Estates]) -> str:
        found, begin = estates(), time.monotonic()
        shown = scenario(found)
        return f"{shown} ({time.monotonic() - begin:.0f} s)"

    def result(self, name: str) -> str:
        """What the scenario showed; raises what it raised."""
        return self._runs[name].result()

    def close(self) -> None:
        self._pool.shutdown(cancel_futures=True)
