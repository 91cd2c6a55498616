"""Flags of the kubelet as fields of its configuration document."""

from __future__ import annotations

from typing import Any

from aksynth.catalog.data import read


def field(flag: str) -> str | None:
    """The field of a flag, which is written without hyphens. None if it has none."""
    row = read("kubelet_fields")["fields"].get(flag)
    return str(row[0]) if row else None


def value(flag: str, text: str) -> Any:
    """The value of the field for a text of the flag.

    Raises ValueError if the field cannot have it.
    """
    kind = read("kubelet_fields")["fields"][flag][1]
    match kind:
        case "int":
            return int(text)
        case "bool":
            return _truth(text)
        case "list":
            return [part for part in text.split(",") if part]
        case "map":
            return dict(_pair(part, "=") for part in text.split(",") if part)
        case "limits":
            return dict(_pair(part, "<") for part in text.split(",") if part)
        case "gates":
            return {name: _truth(on) for name, on in (_pair(part, "=") for part in text.split(",") if part)}
        case _:
            return text


def takes(flag: str, text: str) -> bool:
    """Whether the field can have this text."""
    try:
        value(flag, text)
    except ValueError:
        return False
    return True


def _truth(text: str) -> bool:
    """As Go's strconv.ParseBool reads it."""
    if text.lower() not in ("true", "false", "t", "f", "1", "0"):
        raise ValueError(f"{text!r} is neither true nor false")
    return text.lower() in ("true", "t", "1")


def _pair(text: str, sign: str) -> tuple[str, str]:
    name, found, rest = text.partition(sign)
    if not (found and name.strip() and rest.strip()):
        raise ValueError(f"{text!r} has no {sign}")
    return name.strip(), rest.strip()
