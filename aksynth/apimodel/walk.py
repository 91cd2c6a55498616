"""The fields that a model writes, and all fields of api models."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from pydantic.fields import FieldInfo

from aksynth.apimodel.json_reader import Path
from aksynth.apimodel.keys import profile_of
from aksynth.apimodel.machine import MachineKubernetesConfig
from aksynth.apimodel.profile import Facts, MissingStatusError, Profile, facts
from aksynth.apimodel.status import BY_FIELDS, Status


@dataclass(frozen=True)
class Written:
    """A field that a model writes: where, in which profile, with which value."""

    path: Path
    profile: type[Profile]
    field: FieldInfo
    value: Any
    holder: Status = BY_FIELDS
    """Status of the field that holds its profile."""

    @cached_property
    def facts(self) -> Facts:
        return facts(self.field)

    @cached_property
    def status(self) -> Status:
        """What becomes of it; below a field that is not built nothing is left to decide."""
        return self.facts.status if self.holder.is_open and self.facts.status else BY_FIELDS

    @property
    def name(self) -> str:
        """Such as `MasterProfile.vmSize`."""
        return f"{self.profile.__name__}.{self.field.alias}"


def written(profile: Profile, path: Path = (), holder: Status = BY_FIELDS) -> Iterator[Written]:
    """Every field that is written, profiles before what they hold; null and "" count as not written."""
    kind, names = type(profile), profile.model_fields_set
    for name, field in kind.model_fields.items():
        value = getattr(profile, name) if name in names else None
        if value is None or value == "":
            continue
        here = (*path, field.alias or name)
        found = Written(here, kind, field, value, holder)
        yield found
        below = found.facts.status if holder.is_open and found.facts.status else holder
        if isinstance(value, Profile):
            yield from written(value, here, below)
        elif isinstance(value, list):
            for i, item in enumerate(value):
                if isinstance(item, Profile):
                    yield from written(item, (*here, i), below)


@dataclass(frozen=True)
class Known:
    """A field that exists: its path, with `[]` behind a list, and what it is."""

    path: str
    profile: type[Profile]
    field: FieldInfo
    holder: Status = BY_FIELDS
    """Status of the field that holds its profile."""

    @cached_property
    def facts(self) -> Facts:
        return facts(self.field)

    @property
    def alias(self) -> str:
        return self.field.alias or ""

    @cached_property
    def status(self) -> Status:
        """That of the holder, where that is not built."""
        own = self.facts.status
        if not self.holder.is_open:
            return self.holder
        if own is None:
            raise MissingStatusError(f"{self.path} is built: derive {self.profile.__name__} from Profile")
        return own

    @property
    def decides(self) -> bool:
        """Whether the status is its own."""
        return self.holder.is_open


def known(kind: type[Profile], path: str = "", holder: Status = BY_FIELDS) -> Iterator[Known]:
    """Every field there is, in the order of the profiles; of machines' `kubernetesConfig` only what counts there."""
    for name, field in kind.model_fields.items():
        here = f"{path}.{field.alias or name}".removeprefix(".")
        found = Known(here, kind, field, holder)
        yield found
        inner, many = profile_of(field.annotation)
        if inner and not issubclass(inner, MachineKubernetesConfig):
            yield from known(inner, f"{here}[]" if many else here, found.status)
