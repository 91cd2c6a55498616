"""What is understood, checked and filled, and not built by this version. None of it is ignored."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from aksynth.apimodel import Written
from aksynth.catalog import addons, regions
from aksynth.catalog.data import read
from aksynth.rules.case import CONFIG, Case
from aksynth.rules.paths import K
from aksynth.rules.registry import AKSYNTH, Finding, rule, shown

_MESSAGE = "aksynth understands this and does not build it yet"


@rule(
    "A10",
    wrong={K + "networkPlugin": "kubenet"},
    right={K + "networkPlugin": "azure"},
    source=AKSYNTH,
    warns=True,
    silenceable=False,
    advice="wait with this cluster, or remove it; nothing of it is ignored",
)
def not_built(case: Case) -> Iterator[Finding]:
    """What this version does not build yet is refused by the synthesis.

    aksynth check shows it as a warning, because the model is right; synthesizing it is an error.
    """
    for field in case.filled_fields:
        built = _built(field)
        if built is not None and field.value not in built:
            named = ", ".join(shown(value) for value in built if value not in (None, "", [], {}))
            yield Finding(field.path, _MESSAGE, _value(field), named)
    yield from _addons(case)
    yield from _kubelet_flags(case)
    if case.model.location and (region := regions.find(case.model.location)) and region.cloud != "AzureCloud":
        yield Finding(("location",), f"{_MESSAGE}: {region.cloud}", shown(case.model.location))


def _built(field: Written) -> list[Any] | None:
    """The values that are built; None where all are."""
    table = read("not_built")["fields"]
    for ancestor in field.profile.__mro__:
        found = table.get(f"{ancestor.__name__}.{field.field.alias}")
        if found is not None:
            return [*found, {}, []]
    return None


def _value(field: Written) -> str:
    simple = isinstance(field.value, str | int | float | bool | list) and not field.facts.secret
    try:
        return shown(field.value) if simple else ""
    except TypeError:
        return ""


def _addons(case: Case) -> Iterator[Finding]:
    for i, addon in enumerate(case.written_config.addons or []):
        fact = addons.find(addon.name or "")
        here, off = (*CONFIG, "addons", i), addon.enabled is False
        if addon.data or (fact and fact.status == "later" and not off) or (fact and fact.status == "built" and off):
            yield Finding(here, _MESSAGE, shown(addon.name))
        elif fact and fact.status != "gone" and (addon.config or addon.mode) and not off:
            yield Finding(here, f"{_MESSAGE}: its settings", shown(addon.name))


def _kubelet_flags(case: Case) -> Iterator[Finding]:
    gone = read("component_flags")["gone"]["kubeletConfig"]
    for field in case.filled_fields:
        if field.field.alias != "kubeletConfig":
            continue
        for flag in field.value:
            fixed = flag.removeprefix("--") in read("component_flags")["fixed"]["kubeletConfig"]
            if flag != "--max-pods" and flag.removeprefix("--") not in gone and not fixed:
                yield Finding((*field.path, flag), _MESSAGE, shown(field.value[flag]))
