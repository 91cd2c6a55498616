"""Ignition: its configuration, as strict as the specification, and what it leaves on the disk before systemd starts.

https://coreos.github.io/ignition/configuration-v3_3/. The real one reports unknown fields; this one refuses them.
"""

from __future__ import annotations

import base64
import gzip
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

_CONFIG = {
    "ignition": {"version": str},
    "storage": {
        "files": [
            {
                "path": str,
                "overwrite": bool,
                "mode": int,
                "contents": {"source": str, "compression": str},
            }
        ]
    },
    "systemd": {"units": [{"name": str, "enabled": bool, "mask": bool}]},
}
_MODES = {0o600, 0o644, 0o755}
"""Of files that nodes have. 0644 written as 644 would be 01204."""
_DATA = "data:;base64,"
UNITS = Path("/etc/systemd/system")


@dataclass
class Written:
    path: str
    mode: int
    content: str


def read(custom_data: bytes) -> dict[str, Any]:
    """The configuration of a machine; AssertionError where Ignition would stop its boot."""
    assert custom_data[:2] != b"\x1f\x8b", "Ignition does not decompress its configuration"
    config: dict[str, Any] = json.loads(custom_data)
    _check(config, _CONFIG, "")
    assert config["ignition"]["version"] == "3.3.0"
    paths = [file["path"] for file in config["storage"]["files"]]
    names = [unit["name"] for unit in config["systemd"]["units"]]
    assert len(set(paths)) == len(paths) and len(set(names)) == len(names)
    return config


def files(config: dict[str, Any]) -> list[Written]:
    return [_file(file) for file in config["storage"]["files"]]


def apply(config: dict[str, Any]) -> None:
    """Files, and then the presets of units. A masked unit is a link to nothing."""
    for file in files(config):
        path = Path(file.path)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(file.content)
        path.chmod(file.mode)
    for unit in config["systemd"]["units"]:
        if unit.get("mask"):
            (UNITS / unit["name"]).symlink_to("/dev/null")


def enabled(config: dict[str, Any]) -> list[str]:
    return [unit["name"] for unit in config["systemd"]["units"] if unit.get("enabled")]


def _file(file: dict[str, Any]) -> Written:
    assert file["path"].startswith("/") and not file["path"].startswith(("/usr/", "/run/", "/tmp/")), file["path"]
    assert file["mode"] in _MODES, f"{file['path']}: mode {file['mode']}"
    contents = file["contents"]
    assert contents["compression"] == "gzip" and contents["source"].startswith(_DATA), file["path"]
    packed = base64.b64decode(contents["source"].removeprefix(_DATA), validate=True)
    return Written(file["path"], file["mode"], gzip.decompress(packed).decode())


def _check(value: Any, form: Any, place: str) -> None:
    """Every field is in the specification, with its type."""
    if isinstance(form, dict):
        assert isinstance(value, dict), place
        assert set(value) <= set(form), f"{place}: {sorted(set(value) - set(form))}"
        for key, inner in value.items():
            _check(inner, form[key], f"{place}.{key}")
    elif isinstance(form, list):
        assert isinstance(value, list), place
        for number, inner in enumerate(value):
            _check(inner, form[0], f"{place}[{number}]")
    else:
        assert type(value) is form, f"{place}: {value!r}"
