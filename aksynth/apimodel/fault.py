"""What is wrong with an api model, in a shape that people and programs read."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from aksynth.apimodel.json_reader import Path


@dataclass(frozen=True, kw_only=True)
class Fault:
    """One fault or warning: which rule, where, what was found, what is allowed and what to do.

    `rule` ids beginning with V are AKS Engine's own checks, those beginning with A are aksynth's. `line` and `column`
    count from 1 and are 0 where there is no text; `value` is "" where there is none, or where it is a secret.
    """

    rule: str
    path: Path
    message: str
    value: str = ""
    allowed: str = ""
    advice: str = ""
    severity: Literal["error", "warning"] = "error"
    line: int = 0
    column: int = 0

    @property
    def location(self) -> str:
        """The path as people write it: `properties.agentPoolProfiles[1].vmSize`."""
        text = "".join(f"[{part}]" if isinstance(part, int) else f".{part}" for part in self.path)
        return text.removeprefix(".")


def render(faults: Iterable[Fault], source: str) -> str:
    """One paragraph a fault: `SOURCE:LINE:COLUMN: error V5 PATH: message (found ...)`, then what to do."""
    return "\n".join(_paragraph(fault, source) for fault in faults)


def _paragraph(fault: Fault, source: str) -> str:
    where = f"{source}:{fault.line}:{fault.column}" if fault.line else source
    found = f" (found {fault.value})" if fault.value else ""
    location = f" {fault.location}" if fault.location else ""
    lines = [f"{where}: {fault.severity} {fault.rule}{location}: {fault.message}{found}"]
    if fault.allowed:
        lines.append(f"    allowed: {fault.allowed}")
    if fault.advice:
        lines.append(f"    do: {fault.advice}")
    return "\n".join(lines)
