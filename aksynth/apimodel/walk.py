"""Everything that a model writes, and every field there is."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from pydantic.fields import FieldInfo

from aksynth.apimodel.json_reader import Path
from aksynth.apimodel.keys import profile_of
from aksynth.apimodel.machine import MachineKubernetesConfig
from aksynth.apimodel.profile import Facts, Profile, facts


@dataclass(frozen=True)
class Written:
    """A field that a model writes: where, in which profile, with which value."""

    path: Path
    profile: type[Profile]
    field: FieldInfo
    value: Any

    @property
    def facts(self) -> Facts:
        return facts(self.field)

    @property
    def name(self) -> str:
        """Such as `MasterProfile.vmSize`."""
        return f"{self.profile.__name__}.{self.field.alias}"


def written(profile: Profile, path: Path = ()) -> Iterator[Written]:
    """Every field that is written, profiles before what they hold; null and "" count as not written."""
    kind = type(profile)
    for name, field in kind.model_fields.items():
        value = getattr(profile, name)
        if name not in profile.model_fields_set or value is None or value == "":
            continue
        here = (*path, field.alias or name)
        yield Written(here, kind, field, value)
        if isinstance(value, Profile):
            yield from written(value, here)
        elif isinstance(value, list):
            for i, item in enumerate(value):
                if isinstance(item, Profile):
                    yield from written(item, (*here, i))


@dataclass(frozen=True)
class Known:
    """A field that exists: its path, with `[]` behind a list, and what it is."""

    path: str
    profile: type[Profile]
    field: FieldInfo

    @property
    def facts(self) -> Facts:
        return facts(self.field)


def known(kind: type[Profile], path: str = "") -> Iterator[Known]:
    """Every field there is, in the order of the profiles; of machines' `kubernetesConfig` only what counts there."""
    for name, field in kind.model_fields.items():
        here = f"{path}.{field.alias or name}".removeprefix(".")
        yield Known(here, kind, field)
        inner, many = profile_of(field.annotation)
        if inner and not issubclass(inner, MachineKubernetesConfig):
            yield from known(inner, f"{here}[]" if many else here)
