"""A template with placeholders: one fault for all of them."""

from __future__ import annotations

from typing import Any

from aksynth.apimodel import Document, Fault
from aksynth.apimodel.foreign import TEMPLATE, is_placeholder
from aksynth.apimodel.json_reader import Path

_SHOWN = 5


def without_placeholders(document: Document, faults: list[Fault]) -> list[Fault]:
    """The faults, with one for all errors at placeholders. Where no rule finds a fault, ${X} is only text."""
    at = {fault.path for fault in faults if _is_placeholder(document, fault.path)}
    broken = [fault for fault in faults if fault.path in at and fault.severity == "error"]
    if not broken:
        return faults
    paths = list(dict.fromkeys(fault.location for fault in broken))
    names = ", ".join(paths[:_SHOWN]) + (f" and {len(paths) - _SHOWN} more" if len(paths) > _SHOWN else "")
    message = f"this is a template with placeholders at {names}"
    one = Fault(rule="A6", path=broken[0].path, message=message, advice=TEMPLATE)
    return [one, *(fault for fault in faults if fault.path not in at)]


def _is_placeholder(document: Document, path: Path) -> bool:
    value: Any = document.text.value if document.text else None
    for part in document.written.get(path, path):
        try:
            value = value[part]
        except (KeyError, IndexError, TypeError):
            return False
    return isinstance(value, str) and is_placeholder(value)
