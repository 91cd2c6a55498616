"""`--set PATH=VALUE`, as `aks-engine generate --set` had it.

Paths begin below `properties`, several pairs are separated by commas, and quotes keep commas in a value:
https://github.com/Azure/aks-engine/blob/master/pkg/engine/transform/apimodel_merger.go. Beyond that, `location` and the
other fields of the document itself can be set, and a value has the type of its field.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Any, get_args, get_origin

from aksynth.apimodel.fault import Fault
from aksynth.apimodel.json_reader import Path
from aksynth.apimodel.keys import fields_by_key, profile_of
from aksynth.apimodel.model import ApiModel, Properties
from aksynth.apimodel.profile import Profile

_PART = re.compile(r"([^\[\]]+)((?:\[\d+\])*)")
_BOOLS = {"true": True, "false": False}


class SettingError(ValueError):
    """What is wrong with a setting."""


class Settings:
    """Applied to a document: `origins` maps the path of a value to the setting it came from, `values` to its text."""

    def __init__(self, texts: Iterable[str], document: Any) -> None:
        self.origins: dict[Path, str] = {}
        self.values: dict[Path, str] = {}
        self.faults: list[Fault] = []
        for text in texts:
            for name, value in pairs(text):
                self._apply(name, value, document)

    def _apply(self, name: str, value: str | None, document: Any) -> None:
        try:
            if value is None:
                raise SettingError('this has no "=" or no path; a value with a comma needs quotes: PATH="a,b"')
            parts, annotation = _parts(name)
            _put(document, parts, _typed(value, annotation))
            self.origins[tuple(parts)], self.values[tuple(parts)] = name, value
        except SettingError as error:
            advice = "such as --set masterProfile.dnsPrefix=mycluster,agentPoolProfiles[0].count=3"
            self.faults.append(Fault(rule="A7", path=(), message=str(error), advice=advice, setting=name))


def pairs(text: str) -> Iterator[tuple[str, str | None]]:
    """Name and value of each pair; a value of None has no "=", and its text is not repeated: it may be a secret."""
    last = "?"
    for part in re.findall(r"""(?:"[^"]*"|'[^']*'|[^,"']|["'])+""", text):
        name, equals, value = part.partition("=")
        name = name.strip()
        if equals and name and '"' not in name:
            last = name
            yield name, re.sub(r""""([^"]*)"|'([^']*)'""", lambda found: found.group(1) or found.group(2) or "", value)
        else:
            yield last, None


def _parts(name: str) -> tuple[list[str | int], Any]:
    """Of `agentPoolProfiles[0].count` properties, agentPoolProfiles, 0, count; and the field's type, if known."""
    found: list[str | int] = []
    kind: type[Profile] | None = ApiModel
    names, annotation = name.split("."), None
    if names[0].lower() not in fields_by_key(ApiModel):
        found, kind = ["properties"], Properties
    for i, text in enumerate(names):
        match = _PART.fullmatch(text)
        if match is None:
            raise SettingError("a path has names with dots between, and numbers in brackets behind lists")
        field = fields_by_key(kind).get(match.group(1).lower()) if kind else None
        annotation = field.annotation if field else None
        found += [(field.alias if field else None) or match.group(1), *map(int, re.findall(r"\d+", match.group(2)))]
        kind = profile_of(annotation)[0]
        if field and kind is None and i + 1 < len(names):
            return [*found, ".".join(names[i + 1 :])], annotation
    return found, annotation


def _put(document: Any, parts: list[str | int], value: Any) -> None:
    """Write the value; what is missing on the way is made. Raises SettingError."""
    place = document
    for part, following in zip(parts, [*parts[1:], None], strict=True):
        key: Any = _index(place, part) if isinstance(part, int) else _key(place, part)
        if following is None:
            place[key] = value
            return
        there = place[key] if isinstance(place, list) else place.get(key)
        if there is None:
            place[key] = there = [] if isinstance(following, int) else {}
        place = there


def _index(place: Any, index: int) -> int:
    length = len(place) if isinstance(place, list) else 0
    if not isinstance(place, list) or index > length:
        raise SettingError(f"the list has {length} entries, so that [{index}] is neither one of them nor the next one")
    if index == length:
        place.append(None)
    return index


def _key(place: Any, key: str) -> str:
    """The key as the document spells it."""
    if not isinstance(place, dict):
        raise SettingError(f"there is no object that could have a {key}; lists take a number, such as [0]")
    return next((name for name in place if name.lower() == key.lower()), key)


def _typed(text: str, annotation: Any) -> Any:
    """The value as its field takes it; of an unknown one a number, true or false, else a text, as AKS Engine had it."""
    kinds = set(_kinds(annotation))
    if str in kinds:
        return text
    if float in kinds and re.fullmatch(r"-?\d+(\.\d+)?", text):
        return float(text)
    if re.fullmatch(r"-?\d{1,18}", text):
        return int(text)
    return _BOOLS.get(text.lower(), text)


def _kinds(annotation: Any) -> Iterator[Any]:
    """The scalar types of a field, of its list or of its map."""
    if get_origin(annotation) is dict:
        annotation = get_args(annotation)[1]
    if not get_args(annotation):
        yield str if getattr(annotation, "__name__", "") == "SecretStr" else annotation
    for part in get_args(annotation):
        yield from _kinds(part)
