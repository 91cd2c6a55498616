"""Where images and packages come from."""

from __future__ import annotations

from dataclasses import dataclass

from aksynth.apimodel import ApiModel
from aksynth.blueprint.pairs import Labels


@dataclass(frozen=True, kw_only=True)
class Mirrors:
    """The sources of images and packages, in place of their publishers.

    `registries` has sorted pairs of a registry host and its mirror, a host with a path. `packages` is an address below
    which the host of each publisher is a folder. It is "" if packages come from the publishers.
    """

    registries: Labels
    packages: str

    def of(self, registry: str) -> str | None:
        """The mirror of a registry, such as `mirror.example.com/k8s`."""
        return dict(self.registries).get(registry)


def mirrors(model: ApiModel) -> Mirrors:
    written = model.properties.aksynth.mirrors
    return Mirrors(registries=tuple(sorted((written.registries or {}).items())), packages=written.packages or "")
