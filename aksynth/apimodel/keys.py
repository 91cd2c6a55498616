"""Keys in any case, as AKS Engine accepted them, converted to their canonical spelling."""

from __future__ import annotations

import difflib
from functools import cache
from typing import Any, get_args, get_origin

from pydantic.fields import FieldInfo

from aksynth.apimodel.fault import Fault
from aksynth.apimodel.json_reader import Path
from aksynth.apimodel.machine import MachineKubernetesConfig
from aksynth.apimodel.profile import Profile

COMMENT = "//"
"""A key with this prefix is a comment, since JSON has no comments."""

_FORMER = {
    "ctrlmgrnodemonitorgraceperiod": "controllermanagerconfig",
    "ctrlmgrpodevictiontimeout": "controllermanagerconfig",
    "ctrlmgrroutereconciliationperiod": "controllermanagerconfig",
    "nodestatusupdatefrequency": "kubeletconfig",
    "serviceprincipalclientid": "clientid",
    "serviceprincipalclientkeyvaultsecretref": "keyvaultsecretref",
    "serviceprincipalclientsecret": "secret",
}
"""Keys of early releases of ACS Engine, and those that replaced them."""
_LISTED, _FEW = 20, 2

Spellings = dict[Path, Path]
"""Where a path in the canonical spelling is in the text."""


class Canonical:
    """`value` with canonical keys and without nulls; `faults` name misplaced keys; `written` maps paths."""

    def __init__(self, value: Any, kind: type[Profile]) -> None:
        self.faults: list[Fault] = []
        self.written: Spellings = {}
        self._root = kind
        self.value = self._object(value, kind, (), ())

    def _object(self, value: Any, kind: type[Profile], path: Path, written: Path) -> Any:
        self.written[path] = written
        if not isinstance(value, dict):
            return value
        fields = fields_by_key(kind)
        found: dict[str, Any] = {}
        for key, item in value.items():
            if key.startswith(COMMENT):
                continue
            field = fields.get(key.lower())
            if field is None:
                self.faults.append(_misplaced(key, (*path, key), fields, self._root))
                self.written[(*path, key)] = (*written, key)
            elif item is not None:
                alias = field.alias or key
                if alias in found:
                    self.faults.append(written_twice((*path, alias)))
                found[alias] = self._item(item, field.annotation, (*path, alias), (*written, key))
        return found

    def _item(self, value: Any, annotation: Any, path: Path, written: Path) -> Any:
        self.written[path] = written
        kind, many = profile_of(annotation)
        if kind is None:
            return value
        if not many:
            return self._object(value, kind, path, written)
        if not isinstance(value, list):
            return value
        return [self._object(item, kind, (*path, i), (*written, i)) for i, item in enumerate(value)]


@cache
def fields_by_key(kind: type[Profile]) -> dict[str, FieldInfo]:
    """A profile's fields by their key in lower case."""
    return {(field.alias or name).lower(): field for name, field in kind.model_fields.items()}


def profile_of(annotation: Any) -> tuple[type[Profile] | None, bool]:
    """The profile that a field holds, if it holds one, and whether it holds a list of them."""
    return _profile_of(annotation)


@cache
def _profile_of(annotation: Any) -> tuple[type[Profile] | None, bool]:
    if isinstance(annotation, type) and issubclass(annotation, Profile):
        return annotation, False
    many = get_origin(annotation) is list
    for part in get_args(annotation):
        kind, deeper = _profile_of(part) if part is not type(None) else (None, False)
        if kind:
            return kind, many or deeper
    return None, False


@cache
def _homes(kind: type[Profile], path: str = "") -> dict[str, tuple[str, ...]]:
    """Paths of the profiles that have a key, by the key in lower case. Those in a list end with []."""
    found: dict[str, tuple[str, ...]] = {}
    for key, field in fields_by_key(kind).items():
        found[key] = (*found.get(key, ()), path)
        inner, many = profile_of(field.annotation)
        here = f"{path}.{field.alias or key}".removeprefix(".") + ("[]" if many else "")
        if inner and not issubclass(inner, MachineKubernetesConfig):
            for name, homes in _homes(inner, here).items():
                found[name] = (*found.get(name, ()), *homes)
    return found


def _misplaced(key: str, path: Path, fields: dict[str, FieldInfo], root: type[Profile]) -> Fault:
    homes = [home for home in _homes(root).get(key.lower(), ()) if home]
    if 0 < len(homes) <= _FEW:
        message = f"unknown key; it is one of {' and '.join(homes)}"
        return Fault(rule="V1", path=path, message=message, advice="move the key there, or remove it")
    known = {name: field.alias or name for name, field in fields.items()}
    name = _FORMER.get(key.lower(), key.lower())
    close = difflib.get_close_matches(name, known, n=1, cutoff=0.6)
    suggestion = f"; did you mean {known[close[0]]}?" if close else ""
    where = ".".join(str(part) for part in path[:-1] if isinstance(part, str))
    explain = f"; run aksynth explain {where} to see all keys" if not close and len(known) > _LISTED else ""
    return Fault(
        rule="V1",
        path=path,
        message=f"unknown key{suggestion}",
        allowed="" if close or explain else ", ".join(sorted(known.values(), key=str.lower)),
        advice=f"correct the key, or remove it{explain}",
    )


def written_twice(path: Path) -> Fault:
    advice = "keep one of them; keys are not case-sensitive"
    return Fault(rule="A4", path=path, message="this key is twice in its object", advice=advice)
