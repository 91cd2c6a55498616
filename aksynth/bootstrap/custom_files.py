"""Files that the model puts on the masters."""

from __future__ import annotations

from hashlib import sha256
from typing import Any

from aksynth.blueprint import Blueprint
from aksynth.blueprint.custom_files import CustomFile
from aksynth.bootstrap.file import File


def custom_files(blueprint: Blueprint) -> list[File]:
    """With the mode of AKS Engine (pkg/engine/customfiles.go)."""
    return [File(file.path, "0644", file.content) for file in blueprint.custom_files]


def custom_volumes(blueprint: Blueprint) -> list[dict[str, Any]]:
    """The files that the API server can read."""
    return [_volume(file) for file in blueprint.custom_files if file.is_for_api_server]


def _volume(file: CustomFile) -> dict[str, Any]:
    """Another file can refer to this one, so it keeps its path. The name of the volume contains a hash of the content:
    the API server restarts when the file changes, one master at a time."""
    digest = sha256(f"{file.path}\n{file.content}".encode()).hexdigest()[:8]
    return {
        "name": f"custom-{digest}",
        "hostPath": file.path,
        "mountPath": file.path,
        "readOnly": True,
        "pathType": "File",
    }
