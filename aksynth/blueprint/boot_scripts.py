"""Scripts that machines run at their first boot."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from aksynth.apimodel.boot_scripts import BootScriptProfile
from aksynth.defaults import Filled


@dataclass(frozen=True, kw_only=True)
class BootScript:
    """`when` is before or after the bootstrap."""

    when: str
    pool: str | None
    """None: of the masters."""
    content: str


def boot_scripts(filled: Filled) -> tuple[BootScript, ...]:
    scripts = filled.model.properties.aksynth.boot_scripts
    return (*_scripts(filled, "before", scripts.before), *_scripts(filled, "after", scripts.after))


def _scripts(filled: Filled, when: str, written: BootScriptProfile) -> Iterator[BootScript]:
    if written.masters:
        yield BootScript(when=when, pool=None, content=filled.sources[written.masters].text)
    for pool, source in sorted((written.pools or {}).items()):
        yield BootScript(when=when, pool=pool, content=filled.sources[source].text)
