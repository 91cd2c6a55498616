"""The resource group of a cluster."""

from __future__ import annotations

from dataclasses import dataclass

from aksynth.apimodel import ApiModel
from aksynth.blueprint.naming import Names


@dataclass(frozen=True, kw_only=True)
class ResourceGroup:
    """If `existing` is true, it is never changed or destroyed."""

    name: str
    existing: bool


def resource_group(model: ApiModel, names: Names) -> ResourceGroup:
    written = model.properties.aksynth.resource_group
    return ResourceGroup(name=written.name or names.dns_prefix, existing=written.existing is True)
