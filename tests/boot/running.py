"""Scenarios run beside each other, on threads of their own; a test waits for one."""

from __future__ import annotations

import time
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor

from .estate import Estate

AT_ONCE = 4
"""Machines wait half of their time, also where other tests run beside."""

Estates = dict[str, Estate]


class Running:
    """Scenarios by name, and what each showed. `estates` may wait."""

    def __init__(self, estates: Callable[[], Estates]) -> None:
        self._pool, self._estates = ThreadPoolExecutor(AT_ONCE), estates
        self._runs: dict[str, Future[str]] = {}
        self._times: list[float] = []
        self.shown: dict[str, str] = {}

    def start(self, name: str, scenario: Callable[[Estates], str]) -> None:
        self._runs[name] = self._pool.submit(self._timed, scenario)

    def _timed(self, scenario: Callable[[Estates], str]) -> str:
        estates, begin = self._estates(), time.monotonic()
        try:
            shown = scenario(estates)
        finally:
            self._times += [begin, time.monotonic()]
        return f"{shown} ({time.monotonic() - begin:.0f} s)"

    def result(self, name: str) -> None:
        """Raises what the scenario raised."""
        self.shown[name] = self._runs[name].result()

    def took(self) -> float:
        """Seconds from the first one's begin to the last one's end."""
        return max(self._times) - min(self._times) if self._times else 0.0

    def close(self) -> None:
        self._pool.shutdown(cancel_futures=True)
