"""References to outputs of other Terraform configurations."""

from __future__ import annotations

import re
from dataclasses import dataclass

_FORM = re.compile(r"remoteState\.([a-z][a-z0-9-]*)((?:\.[A-Za-z_][A-Za-z0-9_-]*)+)")


@dataclass(frozen=True, kw_only=True)
class OutputReference:
    """`remoteState.STATE.OUTPUT`, or `remoteState.STATE.OUTPUT.KEY` for an output that is a map.

    `path` is the output and its keys.
    """

    state: str
    path: tuple[str, ...]

    @property
    def name(self) -> str:
        return self.path[-1]

    @classmethod
    def find(cls, text: str) -> OutputReference | None:
        """None if the text is no such reference."""
        found = _FORM.fullmatch(text)
        return cls(state=found[1], path=tuple(found[2].split(".")[1:])) if found else None
