"""A fault of an api model, for people and programs."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from aksynth.apimodel.json_reader import Path


@dataclass(frozen=True, kw_only=True)
class Fault:
    """One fault or warning: which rule, where, what was found, what is allowed and what to do.

    `rule` ids beginning with V are AKS Engine's own checks, those beginning with A are aksynth's. `line` and `column`
    count from 1 and are 0 where there is no text; `value` is "" where there is none, or where it is a secret. `setting`
    is the path of the `--set` that the value came from, "" where it came from the file.
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
    setting: str = ""

    def place(self, source: str) -> str:
        """`SOURCE:LINE:COLUMN`, or `SOURCE --set PATH`."""
        if self.setting:
            return f"{source} --set {self.setting}"
        return f"{source}:{self.line}:{self.column}" if self.line else source

    @property
    def location(self) -> str:
        """The path as people write it: `properties.agentPoolProfiles[1].vmSize`."""
        text = "".join(f"[{part}]" if isinstance(part, int) else f".{part}" for part in self.path)
        return text.removeprefix(".")


def render(faults: Iterable[Fault], source: str) -> str:
    """One paragraph for each fault: `SOURCE:LINE:COLUMN: error V5 PATH: message (found ...)`, then what to do."""
    return "\n".join(_paragraph(fault, source) + _more(more) for fault, more in grouped(faults))


def grouped(faults: Iterable[Fault]) -> list[tuple[Fault, list[Fault]]]:
    """Each error by itself, and the warnings of one rule as the first with the others."""
    found: list[tuple[Fault, list[Fault]]] = []
    first: dict[str, list[Fault]] = {}
    for fault in faults:
        if fault.severity == "warning" and fault.rule in first:
            first[fault.rule].append(fault)
            continue
        more: list[Fault] = []
        found.append((fault, more))
        if fault.severity == "warning":
            first[fault.rule] = more
    return found


def _more(faults: list[Fault]) -> str:
    return f"\n    {and_more(faults)}" if faults else ""


def and_more(faults: list[Fault]) -> str:
    """Where else a rule warns."""
    return f"and {len(faults)} more of {faults[0].rule}: {', '.join(fault.location for fault in faults)}"


def _paragraph(fault: Fault, source: str) -> str:
    found = f" (found {fault.value})" if fault.value else ""
    location = f" {fault.location}" if fault.location else ""
    lines = [f"{fault.place(source)}: {fault.severity} {fault.rule}{location}: {fault.message}{found}"]
    if fault.allowed:
        lines.append(f"    allowed: {fault.allowed}")
    if fault.advice:
        lines.append(f"    do: {fault.advice}")
    return "\n".join(lines)
