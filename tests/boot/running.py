"""Scenarios run beside each other, on threads of their own; a test waits for one."""

from __future__ import annotations

import time
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor

from .estate import Estate

AT_ONCE = 2
"""More of them wait for each other's processors, and whoever waits looks again and again."""

Estates = dict[str, Estate]


class Running:
    """Scenarios by name, and what each showed. `estates` may wait."""

    def __init__(self, estates: Callable[[], Estates]) -> None:
        self._pool, self._estates = ThreadPoolExecutor(AT_ONCE), estates
        self._runs: dict[str, Future[str]] = {}
        self.shown: dict[str, str] = {}

    def start(self, name: str, scenario: Callable[[Estates], str]) -> None:
        self._runs[name] = self._pool.submit(self._timed, scenario)

    def _timed(self, scenario: Callable[[Estates], str]) -> str:
        estates, begin = self._estates(), time.monotonic()
        shown = scenario(estates)
        return f"{shown} ({time.monotonic() - begin:.0f} s)"

    def result(self, name: str) -> None:
        """Raises what the scenario raised."""
        self.shown[name] = self._runs[name].result()

    def close(self) -> None:
        self._pool.shutdown(cancel_futures=True)
