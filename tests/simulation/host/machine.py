"""The machine as its stand-ins know it: what they were asked for, its journal, and when its power fails."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable
from pathlib import Path

PACE = 50
"""How many seconds of the machine's scripts pass in one."""


class Failed(Exception):  # noqa: N818
    """A stand-in ends with this text and code, as its program would."""

    def __init__(self, text: str, code: int = 1) -> None:
        super().__init__(text)
        self.code = code


class Machine:
    """Paths are the machine's own."""

    def __init__(self) -> None:
        self.folder = Path(os.environ["MACHINE"])
        self.name = os.environ["NAME"]
        self.lock = threading.RLock()
        self._steps, self._last = 0, int(os.environ.get("FAILS_AT", "0"))
        self.etcd_folder = os.environ["ETCD"]

    def step(self, words: str) -> None:
        """Remember a call; the machine goes down before the one that was chosen."""
        with self.lock:
            self._steps += 1
            self._append("calls", words)
            if self._steps == self._last:
                os._exit(86)

    def log(self, unit: str, line: str) -> None:
        with self.lock:
            self._append("journal", f"{unit}\t{line}")

    def journal(self, units: set[str]) -> list[str]:
        with self.lock:
            lines = (self.folder / "journal").read_text().splitlines() if (self.folder / "journal").exists() else []
        return [text for unit, _, text in (line.partition("\t") for line in lines) if unit in units]

    def _append(self, name: str, words: str) -> None:
        with (self.folder / name).open("a") as file:
            file.write(words.replace("\n", " ") + "\n")


Tool = Callable[[list[str], str], str]
"""Arguments and standard input in, standard output out."""


def option(arguments: list[str], name: str, default: str | None = None) -> str:
    """The value behind an option; Failed where it is missing and has no default."""
    for index, argument in enumerate(arguments):
        if argument == name:
            return arguments[index + 1]
        if argument.startswith(f"{name}="):
            return argument.partition("=")[2]
    if default is None:
        raise Failed(f"required option {name} not set")
    return default


def write(path: str | Path, text: str, mode: int = 0o644) -> None:
    """A file with its folders."""
    target = Path(path)
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_text(text)
    target.chmod(mode)
