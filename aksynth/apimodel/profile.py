"""What all profiles of the api model have in common."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from pydantic import BaseModel, ConfigDict, Field
from pydantic.fields import FieldInfo


class Profile(BaseModel):
    """Keys as AKS Engine spells them, types as JSON has them; a field that is not written has its default."""

    model_config = ConfigDict(
        strict=True,
        extra="forbid",
        frozen=True,
        serialize_by_alias=True,
        defer_build=True,
        hide_input_in_errors=True,
    )


@dataclass(frozen=True, kw_only=True)
class Facts:
    """What is known of a field beside its type: the one source of schema, documentation, `explain` and constraints.

    `unset` says in words what an unset field becomes. `values` are all that are allowed, `any_case` says that their
    case does not matter. `minimum` and `maximum` bound a number, `zero` says that 0 means unset. `rule` is the id of
    the check of all these. `reaches` names what the field becomes in the output. A `secret` is never shown, and is no
    part of the expanded model; what is `hidden` is never shown either, since somebody may have put a secret there.
    """

    unit: str = ""
    unset: str = ""
    values: tuple[str, ...] = ()
    any_case: bool = False
    minimum: int | None = None
    maximum: int | None = None
    zero: bool = False
    rule: str = ""
    reaches: str = ""
    secret: bool = False
    hidden: bool = False

    @property
    def is_shown(self) -> bool:
        return not (self.secret or self.hidden)


def key(alias: str, default: Any, description: str, **facts: Any) -> Any:
    """A field under its JSON key; `facts` are those of `Facts`."""
    field = Field(default, alias=alias, description=description)
    field.metadata.append(Facts(**facts))
    return field


def profile(alias: str, kind: type[Profile], description: str) -> Any:
    """A profile that is empty where the model does not write it."""
    return Field(default_factory=kind, alias=alias, description=description)


def facts(field: FieldInfo) -> Facts:
    """What is known of a field."""
    return next((item for item in field.metadata if isinstance(item, Facts)), Facts())
