"""Where images and packages come from."""

from __future__ import annotations

from dataclasses import dataclass

from aksynth.apimodel import ApiModel
from aksynth.blueprint.pairs import Labels


@dataclass(frozen=True, kw_only=True)
class Mirrors:
    """Where images and packages come from, in place of their publishers.

    `registries` holds registry and mirror, each a host and the mirror with its path, sorted; `packages` is the address
    below which each publisher's host is a folder, "" for the publishers themselves.
    """

    registries: Labels
    packages: str

    def of(self, registry: str) -> str | None:
        """The mirror of a registry, such as `mirror.example.com/k8s`."""
        return dict(self.registries).get(registry)


def mirrors(model: ApiModel) -> Mirrors:
    written = model.properties.aksynth.mirrors
    return Mirrors(registries=tuple(sorted((written.registries or {}).items())), packages=written.packages or "")
