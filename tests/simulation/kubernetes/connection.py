"""What programs ask of an API server."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any, Protocol


class Connection(Protocol):
    def ask(self, **request: Any) -> Any:
        """The value of the answer; Failed with the words of kubectl where there is none."""

    def is_ready(self, path: str) -> bool:
        """Whether the server answers 200 there."""

    def text(self, path: str) -> str:
        """What the server answers there; Failed without an answer."""


Connect = Callable[[Path, str], Connection]
"""To the server of a kubeconfig, or to another one with the same identity; Failed without a kubeconfig."""
