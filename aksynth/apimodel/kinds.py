"""Values of a wrong type: each is a fault, and everything else in the document is still read."""

from __future__ import annotations

import copy
import json
import re
from dataclasses import dataclass
from typing import Any

from pydantic import ValidationError

from aksynth.apimodel.fault import Fault
from aksynth.apimodel.json_reader import Path
from aksynth.apimodel.keys import fields_by_key, profile_of
from aksynth.apimodel.model import ApiModel
from aksynth.apimodel.profile import Profile, facts

_TYPES = {
    "string_type": "must be a string in double quotes",
    "int_type": "must be a whole number without quotes",
    "bool_type": "must be true or false, without quotes",
    "list_type": "must be a list in square brackets",
    "dict_type": "must be an object in curly brackets",
    "model_type": "must be an object in curly brackets",
    "float_type": "must be a number without quotes",
}
_EMPTY: dict[str, Any] = {
    "string_type": "",
    "int_type": 0,
    "bool_type": False,
    "list_type": [],
    "float_type": 0.0,
}
"""What replaces a list element, so that those after it keep their index. For any other type: an object."""
_ROUNDS = 10
"""A value that was replaced may show another fault, as deep as a model is."""


@dataclass(frozen=True)
class Typed:
    """`model` is None if the document is not an object. It does not have the values at `unknown`."""

    model: ApiModel | None
    faults: tuple[Fault, ...]
    unknown: frozenset[Path] = frozenset()


def typed(value: Any) -> Typed:
    """The model without its values of a wrong type, and a fault for each of them.

    A number or a boolean in quotes is a fault too. Its meaning is clear, so the model has it and rules check it.
    """
    rest, faults, unknown = copy.deepcopy(value), dict[Path, Fault](), set[Path]()
    for _ in range(_ROUNDS):
        try:
            return Typed(ApiModel.model_validate(rest), tuple(faults.values()), frozenset(unknown))
        except ValidationError as error:
            errors = error.errors(include_url=False)
            kinds = {_existing(rest, found["loc"]): found["type"] for found in reversed(errors)}
        for path, kind in kinds.items():
            faults.setdefault(path, _fault(path, kind, rest))
            if path and not _unquote(rest, path, kind):
                _remove(rest, path, kind)
                unknown.add(path)
    return Typed(None, tuple(faults.values()))


def _existing(value: Any, location: Path) -> Path:
    """The part of pydantic's location that is in the document: it names the branch of a union, too."""
    for depth, part in enumerate(location):
        try:
            value = value[part]
        except (KeyError, IndexError, TypeError):
            return location[:depth]
    return location


def _holder(value: Any, path: Path) -> Any:
    for part in path[:-1]:
        value = value[part]
    return value


def _unquote(value: Any, path: Path, kind: str) -> bool:
    """Replace "3" by 3 and "true" by true where that is the type of the field."""
    holder, key = _holder(value, path), path[-1]
    text = holder[key]
    if not isinstance(text, str):
        return False
    if kind == "int_type" and re.fullmatch(r"-?\d{1,9}", text):
        holder[key] = int(text)
    elif kind == "bool_type" and text.lower() in ("true", "false"):
        holder[key] = text.lower() == "true"
    return holder[key] is not text


def _remove(value: Any, path: Path, kind: str) -> None:
    holder: Any = _holder(value, path)
    key: Any = path[-1]
    if isinstance(holder, list):
        holder[key] = copy.copy(_EMPTY.get(kind, {}))
    else:
        del holder[key]


def _fault(path: Path, kind: str, value: Any) -> Fault:
    message = _TYPES.get(kind, "has a value of another type")
    field = ".".join(part for part in path if isinstance(part, str))
    advice = f"run aksynth explain {field} to see what is allowed" if field else "write the api model in curly brackets"
    return Fault(rule="A5", path=path, message=message, value=_shown(path, value), advice=advice)


def _shown(location: Path, value: Any) -> str:
    """A secret is never shown, nor a value in place of a profile, since it may contain one."""
    kind: type[Profile] | None = ApiModel
    for part in location:
        field = fields_by_key(kind).get(str(part).lower()) if kind and isinstance(part, str) else None
        if field:
            if not facts(field).is_shown:
                return ""
            kind, _ = profile_of(field.annotation)
        try:
            value = value[part]
        except (KeyError, IndexError, TypeError):
            return ""
    if kind and isinstance(value, dict | list):
        return ""
    text = json.dumps(value)
    return text if len(text) <= 60 else text[:57] + "..."
