"""The shared file of all machines, changed under a lock."""

from __future__ import annotations

import fcntl
import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any


@contextmanager
def world() -> Iterator[dict[str, Any]]:
    """What machines share; changes are kept."""
    path = os.environ["WORLD"]
    with open(f"{path}.lock", "w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        content: dict[str, Any] = json.load(open(path)) if os.path.exists(path) else {}
        before = json.dumps(content)
        yield content
        if json.dumps(content) != before:
            with open(f"{path}.new", "w") as file:
                json.dump(content, file)
            os.replace(f"{path}.new", path)


def called(name: str, arguments: list[str]) -> None:
    """Remember a call of a stand-in."""
    with open(os.path.join(os.environ["MACHINE"], "calls"), "a") as log:
        log.write(" ".join([name, *arguments]).replace("\n", " ") + "\n")
