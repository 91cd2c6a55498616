"""Scripts that machines run at their first boot."""

from __future__ import annotations

from dataclasses import dataclass

from aksynth.defaults import Filled


@dataclass(frozen=True, kw_only=True)
class BootScript:
    """`when` is before or after the bootstrap."""

    when: str
    pool: str | None
    """None: of the masters."""
    content: str


def boot_scripts(filled: Filled) -> tuple[BootScript, ...]:
    written = filled.model.properties.aksynth.boot_scripts.written()
    return tuple(BootScript(when=when, pool=pool, content=filled.sources[path].text) for when, pool, path in written)
