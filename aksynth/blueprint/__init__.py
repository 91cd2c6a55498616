"""All decisions about a cluster, made from its api model. The result is frozen."""

from aksynth.blueprint.blueprint import Blueprint
from aksynth.blueprint.resolve import resolve

__all__ = ["Blueprint", "resolve"]
