"""Files that `masterProfile.customFiles` and `aksynth.bootScripts` name, from the machine that runs aksynth."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from aksynth.apimodel.model import ApiModel

FOR_API_SERVER = "/etc/kubernetes/"
"""The API server can read the custom files below this folder, as in AKS Engine."""
LARGEST = 256 * 1024
"""Bytes. The user data of a machine has room for less."""


@dataclass(frozen=True)
class Source:
    """The text of a file, or `why` it cannot be read."""

    text: str = ""
    why: str = ""


Sources = Mapping[str, Source]
"""By `source`, as the model writes it."""


def read_sources(model: ApiModel, folder: Path) -> dict[str, Source]:
    """A relative path starts at `folder`."""
    files = model.properties.master_profile.custom_files or []
    scripts = [path for *_, path in model.properties.aksynth.boot_scripts.written()]
    paths = {path for path in (*(file.source for file in files), *scripts) if path}
    return {path: _read(folder / path) for path in sorted(paths)}


def _read(path: Path) -> Source:
    """Line ends become those of Linux, as in AKS Engine (pkg/engine/customfiles.go)."""
    try:
        if not path.is_file():
            return Source(why="it is not a file of this machine")
        if path.stat().st_size > LARGEST:
            return Source(why=f"it is larger than {LARGEST // 1024} KiB")
        text = path.read_bytes().decode("utf-8")
    except OSError as error:
        return Source(why=f"it cannot be read: {error.strerror}")
    except UnicodeDecodeError:
        return Source(why="it is not UTF-8 text")
    return Source(why="it is not text") if "\0" in text else Source(text=text.replace("\r\n", "\n"))
