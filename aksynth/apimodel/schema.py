"""JSON Schema of the api model, for editors.

What a schema cannot say: keys are read in any case, and rules look at several fields at once.
"""

from __future__ import annotations

from typing import Any, get_args, get_origin

from pydantic import SecretStr
from pydantic.fields import FieldInfo

from aksynth.apimodel.keys import COMMENT, profile_of
from aksynth.apimodel.model import ApiModel
from aksynth.apimodel.profile import Facts, Profile, facts

Schema = dict[str, Any]

_REQUIRED = {
    "ApiModel": ["apiVersion", "properties"],
    "Properties": ["masterProfile", "linuxProfile"],
    "MasterProfile": ["count", "dnsPrefix", "vmSize"],
    "AgentPoolProfile": ["name", "count", "vmSize"],
    "LinuxProfile": ["adminUsername"],
}
_TYPES = {str: "string", SecretStr: "string", int: "integer", float: "number", bool: "boolean"}


def schema() -> Schema:
    """The whole schema, draft 2020-12, with one definition for each profile."""
    definitions: dict[str, Schema] = {}
    _define(ApiModel, definitions)
    top = definitions.pop("ApiModel")
    top["properties"]["apiVersion"] = {**top["properties"]["apiVersion"], "const": "vlabs"}
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "AKS Engine api model (vlabs), as aksynth reads it",
        **top,
        "$defs": dict(sorted(definitions.items())),
    }


def _define(kind: type[Profile], definitions: dict[str, Schema]) -> Schema:
    reference = {"$ref": f"#/$defs/{kind.__name__}"}
    if kind.__name__ in definitions:
        return reference
    definitions[kind.__name__] = {}
    fields = {field.alias or name: _field(field, definitions) for name, field in kind.model_fields.items()}
    definition = {
        "type": "object",
        "description": (kind.__doc__ or "").partition("\n")[0],
        "properties": fields,
        "patternProperties": {f"^{COMMENT}": {}},
        "additionalProperties": False,
    }
    if kind.__name__ in _REQUIRED:
        definition["required"] = _REQUIRED[kind.__name__]
    definitions[kind.__name__] = definition
    return reference


def _field(field: FieldInfo, definitions: dict[str, Schema]) -> Schema:
    known = facts(field)
    described: Schema = {"description": _description(field, known)}
    inner, many = profile_of(field.annotation)
    if inner:
        reference = _define(inner, definitions)
        value = {"type": ["array", "null"], "items": reference} if many else {"anyOf": [reference, {"type": "null"}]}
        return {**described, **value}
    plain, limits = _plain(field.annotation), _constraints(known)
    if "items" in plain:
        longest = {} if known.most is None else {"maxItems": known.most}
        return {**described, **plain, "items": {**plain["items"], **limits}, **longest}
    return {**described, **plain, **limits}


def _description(field: FieldInfo, known: Facts) -> str:
    parts = [field.description or "", f"Unit: {known.unit}." if known.unit else ""]
    return " ".join(part for part in [*parts, f"Default: {known.unset}." if known.unset else ""] if part)


def _plain(annotation: Any) -> Schema:
    """null leaves a field unset, everywhere."""
    options = [part for part in get_args(annotation) if part is not type(None)]
    kind = options[0] if options and get_origin(annotation) not in (list, dict) else annotation
    if get_origin(kind) is list:
        return {"type": ["array", "null"], "items": {"type": _TYPES[get_args(kind)[0]]}}
    if get_origin(kind) is dict:
        value = get_args(kind)[1]
        return {"type": ["object", "null"], **({"additionalProperties": {"type": "string"}} if value is str else {})}
    return {"type": [_TYPES[kind], "null"]}


def _constraints(known: Facts) -> Schema:
    """Blank is allowed everywhere, since it leaves a field unset."""
    if known.pattern:
        return {"pattern": f"^({known.pattern}|)$"}
    if known.numbers:
        return {"enum": [*known.numbers, *([0] if known.zero else []), None]}
    if known.values and known.any_case:
        return {"pattern": f"^({'|'.join(_any_case(value) for value in known.values)}|)$"}
    if known.values:
        return {"enum": [*known.values, "", None]}
    bounds = {"minimum": known.minimum, "maximum": known.maximum}
    found = {name: value for name, value in bounds.items() if value is not None}
    if not found:
        return {}
    return {"anyOf": [{"const": 0}, found]} if known.zero else found


def _any_case(text: str) -> str:
    return "".join(f"[{sign.upper()}{sign.lower()}]" if sign.isalpha() else sign for sign in text)
