"""Stand-ins of programs: what goes in, what comes out, and how they fail."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

PACE = 50
"""How many seconds of the machine's scripts pass in one."""


class Failed(Exception):  # noqa: N818
    """A stand-in ends with this text and code, as its program would."""

    def __init__(self, text: str, code: int = 1) -> None:
        super().__init__(text)
        self.code = code


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
