"""Keys in any case, as AKS Engine read them, brought to their own spelling."""

from __future__ import annotations

import difflib
from typing import Any, get_args, get_origin

from aksynth.apimodel.fault import Fault
from aksynth.apimodel.json_reader import Path
from aksynth.apimodel.profile import Profile
from aksynth.catalog.data import read

Spellings = dict[Path, Path]
"""Where a path of the canonical spelling stands in the text."""


class Canonical:
    """`value` with canonical keys and without nulls; `faults` name misplaced keys; `written` maps paths."""

    def __init__(self, value: Any, kind: type[Profile]) -> None:
        self.faults: list[Fault] = []
        self.written: Spellings = {}
        self.value = self._object(value, kind, (), ())

    def _object(self, value: Any, kind: type[Profile], path: Path, written: Path) -> Any:
        self.written[path] = written
        if not isinstance(value, dict):
            return value
        fields = {(field.alias or name).lower(): field for name, field in kind.model_fields.items()}
        found: dict[str, Any] = {}
        for key, item in value.items():
            field = fields.get(key.lower())
            if field is None:
                self.faults.append(_misplaced(key, kind, (*path, key), [f.alias or "" for f in fields.values()]))
                self.written[(*path, key)] = (*written, key)
            elif item is not None:
                alias = field.alias or key
                if alias in found:
                    self.faults.append(written_twice((*path, alias)))
                found[alias] = self._item(item, field.annotation, (*path, alias), (*written, key))
        return found

    def _item(self, value: Any, annotation: Any, path: Path, written: Path) -> Any:
        self.written[path] = written
        kind, many = _profile_of(annotation)
        if kind is None:
            return value
        if not many:
            return self._object(value, kind, path, written)
        if not isinstance(value, list):
            return value
        return [self._object(item, kind, (*path, i), (*written, i)) for i, item in enumerate(value)]


def _profile_of(annotation: Any) -> tuple[type[Profile] | None, bool]:
    if isinstance(annotation, type) and issubclass(annotation, Profile):
        return annotation, False
    many = get_origin(annotation) is list
    for part in get_args(annotation):
        kind, deeper = _profile_of(part) if part is not type(None) else (None, False)
        if kind:
            return kind, many or deeper
    return None, False


def _misplaced(key: str, kind: type[Profile], path: Path, known: list[str]) -> Fault:
    later: list[str] = read("vlabs_keys").get(kind.__name__, [])
    if key.lower() in {name.lower() for name in later}:
        return Fault(
            rule="A1",
            path=path,
            message="aksynth does not carry this field out yet",
            advice="remove it, or wait with this cluster; nothing is ignored silently",
        )
    return Fault(
        rule="V1",
        path=path,
        message=f"unknown key{_suggestion(key, [*known, *later])}",
        allowed=", ".join(sorted(known)),
        advice="correct or remove it",
    )


def _suggestion(key: str, known: list[str]) -> str:
    names = {name.lower(): name for name in known}
    close = difflib.get_close_matches(key.lower(), names, n=1, cutoff=0.6)
    return f"; did you mean {names[close[0]]}?" if close else ""


def written_twice(path: Path) -> Fault:
    advice = "keep one of them; upper and lower case do not tell keys apart"
    return Fault(rule="A4", path=path, message="this key is written twice in its object", advice=advice)
