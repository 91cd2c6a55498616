"""What machines share: Azure, the cluster's objects, and how both behave. A file, and a folder for the objects."""

from __future__ import annotations

import fcntl
import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import quote, unquote

from simulation.azure.state import Azure

_STORAGE = ("blobs", "blocks", "page")


class World:
    """Read from the file at every use."""

    def __init__(self, path: Path) -> None:
        self.path, self.keys = path, Folder(path.with_suffix(".objects"))

    def read(self) -> dict[str, Any]:
        content: dict[str, Any] = json.loads(self.path.read_text()) if self.path.exists() else {}
        return content

    def set(self, **values: object) -> None:
        with self.open() as content:
            content.update(values)

    @contextmanager
    def open(self) -> Iterator[dict[str, Any]]:
        """Under a lock; changes are kept."""
        with self.path.with_suffix(".lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            content = self.read()
            before = json.dumps(content)
            yield content
            if (after := json.dumps(content)) != before:
                _replace(self.path, after)


class Folder:
    """Values by key, a file each."""

    def __init__(self, path: Path) -> None:
        self.path = path
        path.mkdir(exist_ok=True)

    def get(self, key: str) -> Any:
        file = self.path / quote(key, safe="")
        return json.loads(file.read_text()) if file.exists() else None

    def below(self, prefix: str) -> dict[str, Any]:
        names = sorted(unquote(name) for name in os.listdir(self.path) if not name.endswith(".new"))
        return {name: self.get(name) for name in names if name.startswith(prefix)}

    def put(self, key: str, value: Any) -> None:
        _replace(self.path / quote(key, safe=""), json.dumps(value))

    def delete(self, key: str) -> None:
        (self.path / quote(key, safe="")).unlink(missing_ok=True)


def _replace(path: Path, text: str) -> None:
    new = path.with_name(f"{path.name}.{os.getpid()}.new")
    new.write_text(text)
    new.replace(path)


class Cloud:
    """Azure, as the file has it: `roles`, `vaults`, `keys`, `faults`, and of the storage account `blobs`, `blocks` and
    the size of a `page`. A machine has the identities that it was made with."""

    def __init__(self, world: World, address: str, identities: list[str]) -> None:
        self.world, self.identities = world, {address: identities}

    @contextmanager
    def open(self) -> Iterator[Azure]:
        with self.world.open() as content:
            azure = Azure(
                roles={(client, place, role) for client, place, role in content.get("roles", [])},
                principals={},
                vaults=content.setdefault("vaults", {}),
                keys=content.setdefault("keys", {}),
                faults=content.setdefault("faults", {}),
                storage={name: content[name] for name in _STORAGE if name in content},
                identities=self.identities,
                public=set(content.get("public", [])),
                sets=content.setdefault("sets", {}),
                operations=content.setdefault("operations", {}),
            )
            yield azure
            content.update(azure.storage)
