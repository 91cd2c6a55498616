"""Every decision about a cluster, made from its api model and frozen."""

from aksynth.blueprint.resolve import resolve
from aksynth.blueprint.types import Blueprint

__all__ = ["Blueprint", "resolve"]
