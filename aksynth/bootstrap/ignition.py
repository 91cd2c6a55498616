"""User data for Ignition: https://coreos.github.io/ignition/configuration-v3_3/

Ignition writes the files before systemd starts. It takes its configuration as plain JSON, so each file is compressed:
Flatcar's Ignition 2.24, internal/providers/azure/azure.go.
"""

from __future__ import annotations

import base64
import gzip
import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from aksynth.bootstrap.file import File

_VERSION = "3.3.0"
_ENABLED = ("aksynth-bootstrap.service", "aksynth-network.service")
_REBOOTS = "locksmithd.service"
"""It restarts a machine that has a new version of Flatcar, at any time, and drains no node. Operators in a cluster do,
and require that it is masked: https://github.com/flatcar/flatcar-linux-update-operator"""


@dataclass(frozen=True, kw_only=True)
class Ignition:
    """The files of a machine. Units of the image that are `masked` never start."""

    files: tuple[File, ...]
    masked: tuple[str, ...] = ()

    def document(self, packed: Sequence[str]) -> dict[str, Any]:
        """`packed` has the content of each file after gzip and base64."""
        return {
            "ignition": {"version": _VERSION},
            "storage": {"files": [_file(*pair) for pair in zip(self.files, packed, strict=True)]},
            "systemd": {
                "units": [
                    *({"name": unit, "enabled": True} for unit in _ENABLED),
                    *({"name": unit, "mask": True} for unit in (_REBOOTS, *self.masked)),
                ]
            },
        }

    def text(self) -> str:
        """As a machine reads it."""
        return json.dumps(self.document([_packed(file.content) for file in self.files]), separators=(",", ":"))


def _file(file: File, packed: str) -> dict[str, Any]:
    """The mode is a decimal number: 420 is 0644. The image can have the file already."""
    contents = {"compression": "gzip", "source": f"data:;base64,{packed}"}
    return {"path": file.path, "mode": int(file.mode, 8), "overwrite": True, "contents": contents}


def _packed(text: str) -> str:
    return base64.b64encode(gzip.compress(text.encode(), mtime=0)).decode()
