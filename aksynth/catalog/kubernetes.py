"""Kubernetes releases that can be built, and the components that go with each."""

from __future__ import annotations

from aksynth.catalog.data import read


def supported_minors() -> tuple[str, ...]:
    """Such as ("1.35", "1.36", "1.37"), oldest first."""
    return tuple(read("kubernetes")["minors"])


def default_minor() -> str:
    """The minor version of a model without a version."""
    return str(read("kubernetes")["default"])


def default_patch(minor: str) -> str:
    """The release of a minor version: `1.36` gives `1.36.4`."""
    return str(read("kubernetes")["minors"][minor]["patch"])


def end_of_life(minor: str) -> str:
    """The day on which the support of the Kubernetes project ends, such as 2027-06-28."""
    return str(read("kubernetes")["minors"][minor]["endOfLife"])


def components(minor: str) -> dict[str, str]:
    """Image tags and chart versions by component name for a supported minor."""
    catalog = read("kubernetes")
    return {**catalog["components"], **catalog["minors"][minor]["components"]}
