"""Scenarios run beside each other, on threads of their own; a test waits for one."""

from __future__ import annotations

import time
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any

AT_ONCE = 3
"""They wait more than they work, on two processors."""


class Running:
    """Scenarios by name, and what each showed."""

    def __init__(self) -> None:
        self._pool = ThreadPoolExecutor(AT_ONCE)
        self._runs: dict[str, Future[str]] = {}
        self.shown: dict[str, str] = {}

    def start(self, name: str, scenario: Callable[..., str], *arguments: Any) -> None:
        self._runs[name] = self._pool.submit(self._timed, scenario, *arguments)

    @staticmethod
    def _timed(scenario: Callable[..., str], *arguments: Any) -> str:
        begin = time.monotonic()
        shown = scenario(*arguments)
        return f"{shown} ({time.monotonic() - begin:.0f} s)"

    def result(self, name: str) -> None:
        """Raises what the scenario raised."""
        self.shown[name] = self._runs[name].result()

    def close(self) -> None:
        self._pool.shutdown(cancel_futures=True)
