"""Where images and packages come from."""

from __future__ import annotations

from aksynth.apimodel import ApiModel
from aksynth.blueprint.types import Mirrors


def mirrors(model: ApiModel) -> Mirrors:
    written = model.properties.aksynth.mirrors
    return Mirrors(registries=tuple(sorted((written.registries or {}).items())), packages=written.packages or "")
