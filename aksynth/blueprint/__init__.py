"""Every decision about a cluster, made from its api model and frozen."""

from aksynth.blueprint.resolve import Blueprint, resolve

__all__ = ["Blueprint", "resolve"]
