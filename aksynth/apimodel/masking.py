"""Values of a model that may be secret and are never shown."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, get_args, get_origin

from aksynth.apimodel.json_reader import JsonText, Path
from aksynth.apimodel.keys import fields_by_key, profile_of
from aksynth.apimodel.model import ApiModel
from aksynth.apimodel.profile import Profile, facts

_SECRET_KEY = re.compile(
    r"secret|passw|passphrase|pwd|token|credential|(private|encryption|account|access|shared|api)[-_.]?key"
    r"|connection[-_.]?string|certificate|pfx|\bpem\b|\bsas\b|sas[-_.]?(url|key)",
    re.IGNORECASE,
)
_SECRET_VALUE = re.compile(
    r"PRIVATE KEY|\beyJ[\w-]{8,}\.[\w-]{8,}|[?&]sig=|AccountKey=|SharedAccessKey=|://[^/@\s]+@|^[^/@:\s]+:[^/@\s]+@"
)
"""A private key, a JSON Web Token, a shared access signature or connection string, name and password in an address."""
_STRING = r'"(?:[^"\\\n]|\\.)*"'
_BROKEN = re.compile(rf'({_STRING})(?=\s*:)|"(?:[^"\\\n]|\\.)*"?|\b(?:true|false|null)\b|[^\s{{}}\[\],:"]+')


def may_be_secret(text: str) -> bool:
    """Whether a value looks like a secret, in any field."""
    return bool(_SECRET_VALUE.search(text))


def hidden(path: Path, value: Any) -> bool:
    """Whether the scalar at a path is not shown: a secret, one below a key that nobody knows, or one that looks so."""
    return (isinstance(value, str) and may_be_secret(value)) or not _shown(path)


def _shown(path: Path) -> bool:
    """Only values whose field has their type are shown."""
    kind: type[Profile] | None = ApiModel
    rest = list(path)
    while kind and rest:
        part = rest.pop(0)
        field = fields_by_key(kind).get(part.lower()) if isinstance(part, str) else None
        if field is None or not facts(field).is_shown:
            return False
        kind, many = profile_of(field.annotation)
        if kind is None:
            return _fits(field.annotation, rest)
        if many and rest and isinstance(rest[0], int):
            rest.pop(0)
    return False


def _fits(annotation: Any, rest: list[str | int]) -> bool:
    """What is left of a path leads to a scalar of a list or a map, or nowhere."""
    origins = {get_origin(part) for part in (annotation, *get_args(annotation))}
    if not rest:
        return True
    if dict in origins and len(rest) == 1 and isinstance(rest[0], str):
        return not _SECRET_KEY.search(rest[0])
    return list in origins and len(rest) == 1 and isinstance(rest[0], int)


def masked(text: str, parsed: JsonText | None) -> str:
    """The text with a star for each sign that may be secret, and as long as before, so that places stay."""
    if parsed is None:
        return _BROKEN.sub(lambda found: found.group() if found.group(1) else _stars(found.group()), text)
    pieces, last = [], 0
    for path, start, end in parsed.scalars:
        if hidden(path, text[start:end]):
            pieces += [text[last:start], _stars(text[start:end])]
            last = end
    return "".join(pieces) + text[last:]


def _stars(text: str) -> str:
    if text in ("true", "false", "null"):
        return text
    return re.sub(r'[^"]', "*", text) if text.startswith('"') else "*" * len(text)


def secrets(parsed: JsonText | None) -> Iterator[str]:
    """The texts of a model that no fault may repeat, as they are in JSON; rules see none below an unknown key."""
    for path, start, end in parsed.scalars if parsed else ():
        text = parsed.text[start:end].strip('"') if parsed else ""
        if len(text) >= 6 and hidden(path, text) and _known(path):
            yield text


def _known(path: Path) -> bool:
    kind: type[Profile] | None = ApiModel
    for part in path:
        if kind and isinstance(part, str):
            field = fields_by_key(kind).get(part.lower())
            if field is None:
                return False
            kind, _ = profile_of(field.annotation)
    return True
