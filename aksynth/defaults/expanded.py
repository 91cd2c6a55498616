"""A filled model as a document, as AKS Engine wrote its apimodel.json."""

from __future__ import annotations

from typing import Any

from aksynth.apimodel import written
from aksynth.apimodel.json_reader import Path
from aksynth.defaults.fill import Filled

_DERIVED_EVERY_TIME: Path = ("properties", "orchestratorProfile", "kubernetesConfig", "etcdDiskSizeGB")
"""Written, it would be enforced on disks that exist, and a cluster that grows would shrink or replace them."""


def expanded(filled: Filled) -> dict[str, Any]:
    """The document without secrets; read again, it gives the same cluster."""
    dumped: dict[str, Any] = filled.model.model_dump(mode="json", by_alias=True, exclude_none=True, exclude_unset=True)
    for field in written(filled.model):
        if field.facts.secret:
            _remove(dumped, field.path)
    if _DERIVED_EVERY_TIME in filled.origins:
        _remove(dumped, _DERIVED_EVERY_TIME)
    return dumped


def _remove(document: Any, path: Path) -> None:
    for part in path[:-1]:
        document = document[part]
    del document[path[-1]]
