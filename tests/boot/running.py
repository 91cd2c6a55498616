"""Scenarios run beside each other, on threads of their own; a test waits for one."""

from __future__ import annotations

import contextlib
import time
from collections.abc import Callable
from concurrent.futures import CancelledError, Future, ThreadPoolExecutor

from .estate import Estate

AT_ONCE = 4
"""Machines wait half of their time, also where other tests run beside."""

Estates = dict[str, Estate]
Scenario = Callable[[Estates], str]


class Running:
    """Scenarios by name, and what each showed."""

    def __init__(self) -> None:
        self._pool = ThreadPoolExecutor(AT_ONCE)
        self._runs: dict[str, Future[str]] = {}
        self._times: list[float] = []
        self.shown: dict[str, str] = {}

    def start(self, scenarios: dict[str, Scenario], estates: Callable[[], Estates]) -> None:
        """In this order; `estates` may wait."""
        for name, scenario in scenarios.items():
            self._runs[name] = self._pool.submit(self._timed, scenario, estates)

    def _timed(self, scenario: Scenario, estates: Callable[[], Estates]) -> str:
        found, begin = estates(), time.monotonic()
        try:
            shown = scenario(found)
        finally:
            self._times += [begin, time.monotonic()]
        return f"{shown} ({time.monotonic() - begin:.0f} s)"

    def result(self, name: str) -> None:
        """Raises what the scenario raised."""
        self.shown[name] = self._runs[name].result()

    def wait(self) -> None:
        """Until none runs."""
        for run in self._runs.values():
            with contextlib.suppress(CancelledError):
                run.exception()

    def took(self) -> float:
        """Seconds from the first one's begin to the last one's end."""
        return max(self._times) - min(self._times)

    def close(self) -> None:
        self._pool.shutdown(cancel_futures=True)
