"""Reads what somebody fetched; another file is one error in one line."""

from __future__ import annotations

from typing import Any, TypeVar

from pydantic import BaseModel, ConfigDict, TypeAdapter, ValidationError
from pydantic.alias_generators import to_camel

T = TypeVar("T")


class Record(BaseModel):
    """An object in a publisher's format; keys that are not declared are passed over."""

    model_config = ConfigDict(alias_generator=to_camel, strict=True, defer_build=True)


def from_json(form: type[T], text: str, source: str) -> T:
    try:
        return TypeAdapter(form).validate_json(text)
    except ValidationError as error:
        raise _not_it(error, source) from None


def from_yaml(form: type[T], text: str, source: str) -> T:
    """Every scalar is read as text: as a number, 1.30 would be 1.3."""
    import yaml  # costs time, and no other command needs it

    try:
        found: Any = yaml.load(text, Loader=yaml.BaseLoader)
        return TypeAdapter(form).validate_python(found)
    except yaml.YAMLError as error:
        raise unexpected(source, "no YAML: " + " ".join(str(error).split())) from None
    except ValidationError as error:
        raise _not_it(error, source) from None


def unexpected(source: str, found: str) -> ValueError:
    return ValueError(f"this is not what {source!r} gives: {found}")


def _not_it(error: ValidationError, source: str) -> ValueError:
    first = error.errors()[0]
    place = ".".join(str(part) for part in first["loc"]) or "the file"
    return unexpected(source, f"{place}: {first['msg'][:1].lower()}{first['msg'][1:]}")
