"""All decisions about a cluster, made from its api model. The result is frozen."""

from aksynth.blueprint.resolve import Blueprint, resolve

__all__ = ["Blueprint", "resolve"]
