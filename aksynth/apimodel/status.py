"""The status of a field. Every field of the api model has one, written beside the field.

| Kind | What happens to a value | Who reports it |
| --- | --- | --- |
| built | it reaches the Terraform JSON or a file of a node | nobody |
| mapped | it is replaced by another value | rule A15 |
| ignored | it is obsolete and is omitted | rule A14, or A19 if AKS Engine generated it |
| refused | no cluster can have it | rule A16, or the rule that is named |
| not built | it is understood, and this version does not build it | rule A10 |
| checked | only rules read it | nobody |
| by fields | its fields have statuses of their own | nobody |
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

Kind = Literal["built", "mapped", "ignored", "refused", "not built", "checked", "by fields"]

ANY = "*"
"""Every value."""


@dataclass(frozen=True)
class Replacement:
    """What a value becomes, and why; `becomes` "" leaves the field blank."""

    becomes: str
    why: str


Replacements = Mapping[str, Replacement]
"""From a value that AKS Engine knew to what takes its place."""


@dataclass(frozen=True)
class Needs:
    """The field matters only where another field has this value; `ANY` is every value but false and blank.

    `field` is a key of the same profile, or a dotted path below `properties`. `rule` reports a field that is written
    where it does not matter. The value in `or_field` instead, a dotted path below `properties`, is also enough.
    """

    field: str
    value: Any = ANY
    rule: str = "A170"
    or_field: str = ""

    def __str__(self) -> str:
        value = self.value if isinstance(self.value, str) else json.dumps(self.value)
        fields = [field if value == ANY else f"{field} {value}" for field in (self.field, self.or_field) if field]
        return " or ".join(fields)


@dataclass(frozen=True, kw_only=True)
class Status:
    """What becomes of a field.

    `values` are those that are built, None for all that the rules accept. `replaced` are values that become others,
    whatever the kind. `judged_by` names a rule or catalog that decides value by value. A value among `harmless` asks
    for what happens anyway; one among `by_aks_engine` is what AKS Engine itself wrote into generated models.
    """

    kind: Kind
    values: tuple[Any, ...] | None = None
    replaced: Replacements = field(default_factory=dict)
    needs: tuple[Needs, ...] = ()
    judged_by: str = ""
    why: str = ""
    harmless: tuple[Any, ...] = ()
    by_aks_engine: tuple[Any, ...] = ()

    @property
    def is_open(self) -> bool:
        """Whether the fields of a profile in such a field decide for themselves."""
        return self.kind in ("built", "by fields")

    @property
    def is_retired(self) -> bool:
        """Nothing is made of the field in any cluster."""
        return self.kind in ("ignored", "refused") and not self.judged_by

    def is_harmless(self, value: Any) -> bool:
        return ANY in self.harmless or value in self.harmless

    def is_by_aks_engine(self, value: Any) -> bool:
        return ANY in self.by_aks_engine or value in self.by_aks_engine


BUILT = Status(kind="built")
"""Every value that the rules accept is built."""
NOT_BUILT = Status(kind="not built", values=())
"""No value is built."""
CHECKED = Status(kind="checked")
"""Rules read it, and nothing is made of it."""
BY_FIELDS = Status(kind="by fields")
"""It holds profiles, whose fields have statuses."""


def built(
    *values: Any,
    needs: Sequence[Needs] = (),
    judged_by: str = "",
    harmless: tuple[Any, ...] = (),
    replaced: Replacements | None = None,
) -> Status:
    """These values are built, at least two; without any, all that `needs` and `judged_by` let through."""
    return Status(
        kind="built",
        values=values or None,
        needs=tuple(needs),
        judged_by=judged_by,
        harmless=harmless,
        replaced=replaced or {},
    )


def not_built(*, needs: Sequence[Needs] = (), judged_by: str = "", replaced: Replacements | None = None) -> Status:
    """Not built. With `needs`: like the value of that other field, which reports it for both."""
    return Status(kind="not built", values=(), needs=tuple(needs), judged_by=judged_by, replaced=replaced or {})


def only(*values: Any, replaced: Replacements | None = None, why: str = "") -> Status:
    """Not built but for these values, which ask for what happens anyway. `why` says why the others are not."""
    return Status(kind="not built", values=values, replaced=replaced or {}, why=why)


def mapped(replaced: Replacements) -> Status:
    """These values become others, and what is left is what happens anyway."""
    return Status(kind="mapped", replaced=replaced)


def ignored(why: str = "", *, judged_by: str = "", harmless: tuple[Any, ...] = (), by_aks_engine: Any = ()) -> Status:
    """Left out with a warning."""
    return Status(kind="ignored", why=why, judged_by=judged_by, harmless=harmless, by_aks_engine=by_aks_engine)


def refused(why: str = "", *, judged_by: str = "", harmless: tuple[Any, ...] = ()) -> Status:
    """An error, with every value but those that ask for what happens anyway."""
    return Status(kind="refused", why=why, judged_by=judged_by, harmless=harmless)


def today(status: Status) -> str:
    """What this version does with the field, in words; "" where it builds every value."""
    named = ", ".join(value if isinstance(value, str) else json.dumps(value) for value in status.values or ())
    where = f"only with {' and '.join(str(needs) for needs in status.needs)}" if status.needs else ""
    by_rule = f"see {status.judged_by}" if status.judged_by else ""
    match status.kind:
        case "ignored":
            return f"omitted: {status.why or by_rule}"
        case "refused":
            return f"refused: {status.why or by_rule}"
        case "not built":
            return f"not built yet, except {named}" if named else "not built yet"
        case _:
            return f"built: {named}" if named else where
