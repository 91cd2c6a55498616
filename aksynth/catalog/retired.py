"""What models of AKS Engine hold and no cluster of today can honour."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from aksynth.catalog.data import read


@dataclass(frozen=True)
class Change:
    """What a retired value becomes, and why; `becomes` None: nothing, or a refusal."""

    becomes: str | None
    why: str


@dataclass(frozen=True)
class RetiredField:
    """A field that is left out; a value among `harmless` asks for what happens anyway, one among `written` is what AKS
    Engine itself wrote into generated models, "*" any."""

    why: str
    harmless: tuple[Any, ...]
    refused: bool
    written: tuple[Any, ...]

    def by_aks_engine(self, value: Any) -> bool:
        return "*" in self.written or value in self.written


def field(kind: type, alias: str) -> RetiredField | None:
    """The retirement of a field of this profile, or of one that it is made from."""
    for name in _names(kind, alias):
        row = read("retired")["fields"].get(name)
        if row:
            return RetiredField(
                row["why"], tuple(row.get("harmless", [])), row.get("refused", False), tuple(row.get("written", []))
            )
    return None


def value(kind: type, alias: str, written: str) -> Change | None:
    """What a retired value of a field is replaced by."""
    for name in _names(kind, alias):
        row = read("retired")["values"].get(name, {}).get(written)
        if row:
            return Change(row["becomes"], row["why"])
    return None


def _names(kind: type, alias: str) -> list[str]:
    return [f"{ancestor.__name__}.{alias}" for ancestor in kind.__mro__]
