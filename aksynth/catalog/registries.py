"""Registries that images come from."""

from __future__ import annotations

import difflib

from aksynth.catalog.data import read


def ours() -> tuple[str, ...]:
    """The registries that every cluster uses."""
    return tuple(read("registries")["ours"])


def meant(registry: str) -> str | None:
    """The known registry that is most similar to an unknown one."""
    known = [*ours(), *read("registries")["others"]]
    if registry in known:
        return None
    close = difflib.get_close_matches(registry, known, n=1, cutoff=0.85)
    return close[0] if close else None
