"""A model from a file with everything that is wrong about it, all at once."""

from __future__ import annotations

from pathlib import Path

from aksynth.apimodel import ApiModel, Document, Fault, parse, read_text
from aksynth.rules.registry import RULES


def read(path: Path) -> tuple[ApiModel | None, tuple[Fault, ...]]:
    """The model and its warnings, or None and every fault; in the order of the file."""
    text, faults = read_text(path)
    return (None, faults) if faults else read_string(text)


def read_string(text: str) -> tuple[ApiModel | None, tuple[Fault, ...]]:
    """The same from the text itself."""
    document = parse(text)
    placed = sorted(map(document.placed, _all_faults(document)), key=lambda f: (f.line, f.column, f.rule))
    failed = any(fault.severity == "error" for fault in placed)
    return None if failed else document.model, tuple(placed)


def _all_faults(document: Document) -> list[Fault]:
    """Where types are wrong the values mean nothing, so the rules wait for the next run."""
    if document.model is None:
        return list(document.faults)
    return [*document.faults, *(fault for rule in RULES.values() for fault in rule.check(document.model))]
