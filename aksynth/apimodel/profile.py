"""The base of all profiles of the api model."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from pydantic import BaseModel, ConfigDict, Field
from pydantic.fields import FieldInfo

from aksynth.apimodel.status import BY_FIELDS, Status


class MissingStatusError(TypeError):
    """A field has no status."""


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

    @classmethod
    def __pydantic_init_subclass__(cls, **kwargs: Any) -> None:
        super().__pydantic_init_subclass__(**kwargs)
        missing = [name for name, field in cls.model_fields.items() if facts(field).status is None]
        if missing and not issubclass(cls, WholeProfile):
            raise MissingStatusError(_MISSING.format(cls.__name__, ", ".join(missing)))


class WholeProfile(Profile):
    """A profile that is ignored, refused or not built as a whole: the field that holds it decides, and its own fields
    need no status. To build one of them, derive the class from `Profile`."""


_MISSING = (
    "{}: these fields have no status: {}. Write each with key(..., status=...): BUILT where every value reaches a "
    "cluster, built(VALUE, ...) where some do, only(VALUE) where one does, NOT_BUILT, mapped(...), ignored(WHY) or "
    "refused(WHY). aksynth/apimodel/status.py explains them."
)


@dataclass(frozen=True, kw_only=True)
class Facts:
    """What is known of a field beside its type: the one source of schema, documentation, `explain` and constraints.

    `unset` says in words what an unset field becomes. `values` are all texts that are allowed, `any_case` says that
    their case does not matter; `numbers` are all numbers, `pattern` is the form of a text. `minimum` and `maximum`
    bound a number, `zero` says that 0 means unset. Of a list they bound the items, and `most` the length. `rule` is the
    id of the check of all these. `reaches` names what the field becomes in the output. A `secret` is never shown, and
    is no part of the expanded model; what is `hidden` is never shown either, since somebody may have put a secret
    there. `status` is what becomes of the field.
    """

    status: Status | None = None
    unit: str = ""
    unset: str = ""
    values: tuple[str, ...] = ()
    numbers: tuple[int, ...] = ()
    pattern: str = ""
    most: int | None = None
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
    """A profile that is empty if the model does not write it."""
    field: Any = Field(default_factory=kind, alias=alias, description=description)
    field.metadata.append(Facts(status=BY_FIELDS))
    return field


_NO_FACTS = Facts()


def facts(field: FieldInfo) -> Facts:
    """The facts of a field."""
    return next((item for item in field.metadata if isinstance(item, Facts)), _NO_FACTS)
