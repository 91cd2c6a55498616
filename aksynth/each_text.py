"""All texts of a value."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from typing import Any, TypeVar

T = TypeVar("T")


def each_text(value: T, change: Callable[[str], str]) -> T:
    """`value` with all its texts changed: those of dataclasses, tuples, lists and maps, keys included."""
    found: Any = value
    if isinstance(value, str):
        found = change(value)
    elif isinstance(value, tuple | list):
        found = type(value)(each_text(item, change) for item in value)
    elif isinstance(value, dict):
        found = {each_text(key, change): each_text(item, change) for key, item in value.items()}
    elif dataclasses.is_dataclass(value) and not isinstance(value, type):
        fields = {field.name: each_text(getattr(value, field.name), change) for field in dataclasses.fields(value)}
        found = dataclasses.replace(value, **fields)
    return found  # type: ignore[no-any-return]
