"""Filling one profile."""

from __future__ import annotations

from typing import Any, Generic, TypeVar

from aksynth.apimodel.json_reader import Path
from aksynth.apimodel.profile import Profile, facts
from aksynth.defaults.origin import Origin, Origins

P = TypeVar("P", bound=Profile)


class Filling(Generic[P]):
    """Fill the blank fields of `profile`, whose path is `path`. Retired values are replaced first.

    A field is blank if it is missing, null, "" or an empty list, or 0 if the field declares 0 as unset.
    """

    def __init__(self, profile: P, path: Path, origins: Origins) -> None:
        self._profile, self.path, self.origins = profile, path, origins
        self._values: dict[str, Any] = {}
        for name in profile.model_fields_set:
            self._map(name)

    def get(self, name: str) -> Any:
        """The current value."""
        return self._values.get(name, getattr(self._profile, name))

    def written(self, name: str) -> Any:
        """The value as it was written."""
        return getattr(self._profile, name)

    def blank(self, name: str) -> bool:
        value = self.get(name)
        return value is not False and value in (None, "", [], 0)

    def default(self, name: str, value: Any) -> None:
        """A fixed default."""
        self._put(name, value, Origin("default"))

    def derived(self, name: str, value: Any, because: str) -> None:
        """A default that follows from something else; None leaves the field blank."""
        if value is not None:
            self._put(name, value, Origin("derived", because))

    def mapped(self, name: str, value: Any, because: str) -> None:
        """Another value in place of the written one."""
        if value != self.get(name):
            self._set(name, value, Origin("mapped", because))

    def added(self, name: str, key: str, value: str, because: str) -> None:
        """One more key of a map."""
        self._values[name] = {**(self.get(name) or {}), key: value}
        self.origins[(*self.path, self._alias(name), key)] = Origin("derived", because)

    def extended(self, name: str, more: list[Any], because: str) -> None:
        """More elements at the end of a list."""
        before = self.get(name) or []
        self._values[name] = [*before, *more]
        for index in range(len(before), len(before) + len(more)):
            self.origins[(*self.path, self._alias(name), index)] = Origin("derived", because)

    def replace(self, name: str, value: Any) -> None:
        """A profile inside this one, already filled."""
        self._values[name] = value

    def done(self) -> P:
        return self._profile.model_copy(update=self._values)

    def _put(self, name: str, value: Any, origin: Origin) -> None:
        if self.blank(name):
            self._set(name, value, origin)

    def _set(self, name: str, value: Any, origin: Origin) -> None:
        self._values[name] = value
        self.origins[(*self.path, self._alias(name))] = origin

    def _alias(self, name: str) -> str:
        return type(self._profile).model_fields[name].alias or name

    def _map(self, name: str) -> None:
        value, status = getattr(self._profile, name), facts(type(self._profile).model_fields[name]).status
        if isinstance(value, str) and status and (change := status.replaced.get(value)):
            self._set(name, change.becomes, Origin("mapped", f"{value}: {change.why}"))
