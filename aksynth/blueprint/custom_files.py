"""Files that a model puts on the masters."""

from __future__ import annotations

from dataclasses import dataclass

from aksynth.apimodel.custom_files import FOR_API_SERVER
from aksynth.defaults import Filled


@dataclass(frozen=True, kw_only=True)
class CustomFile:
    """A text file of every master."""

    path: str
    content: str

    @property
    def is_for_api_server(self) -> bool:
        return self.path.startswith(FOR_API_SERVER)


def custom_files(filled: Filled) -> tuple[CustomFile, ...]:
    """By path."""
    written = filled.model.properties.master_profile.custom_files or []
    found = {file.dest or "": filled.sources[file.source or ""].text for file in written}
    return tuple(CustomFile(path=path, content=content) for path, content in sorted(found.items()))
