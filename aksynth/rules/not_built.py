"""What is understood, checked and filled, and not built by this version. None of it is ignored."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from aksynth.apimodel import Written
from aksynth.catalog import addons, clouds, flags, known_flags, kubelet, regions
from aksynth.rules.case import CONFIG, Case
from aksynth.rules.custom_files import is_for_api_server
from aksynth.rules.paths import K
from aksynth.rules.registry import AKSYNTH, Finding, rule, shown
from aksynth.rules.written_flags import written_flags

_OWN_SETTINGS = "or set enabled to false, and install the add-on with your settings yourself"
_MESSAGE = "aksynth understands this and does not build it yet"
_WINDOWS = "remove this pool, or wait for a version that builds Windows nodes"
_FROM_CUSTOM_FILES = "put the file on the masters with masterProfile.customFiles, at a path below /etc/kubernetes"


@rule(
    "A10",
    wrong={K + "networkMode": "bridge"},
    right={K + "networkMode": "transparent"},
    source=AKSYNTH,
    warns=True,
    silenceable=False,
    advice="remove it from the model, or wait for a version that builds it",
)
def not_built(case: Case) -> Iterator[Finding]:
    """A model must contain only what this version builds.

    aksynth check and the synthesis report it as an error. aksynth show describes the cluster nevertheless.
    """
    for field in case.filled_fields:
        built = field.status.values
        if built is not None and _is_judged_here(field) and not _is_built(field.value, built):
            named = ", ".join(shown(value) for value in built if isinstance(value, str | bool))
            message = f"{_MESSAGE}: {field.status.why}" if field.status.why else _MESSAGE
            advice = _WINDOWS if field.value == "Windows" else ""
            yield Finding(field.path, message, _value(field), named, advice)
    yield from _addons(case)
    yield from _flags(case)
    cloud = regions.cloud(case.model.location or "")
    if cloud and not clouds.find(cloud):
        yield Finding(("location",), f"{_MESSAGE}: {cloud}", shown(case.model.location))


def _is_judged_here(field: Written) -> bool:
    """A catalog decides about some fields value by value; what needs another field is reported with that one."""
    return not field.status.judged_by and not field.status.needs


def _is_built(value: Any, built: tuple[Any, ...]) -> bool:
    """A map is built where all of it is in a map that is."""
    if value in ({}, []):
        return True
    if isinstance(value, dict):
        return any(isinstance(known, dict) and value.items() <= known.items() for known in built)
    return value in built


def _value(field: Written) -> str:
    simple = isinstance(field.value, str | int | float | bool | list) and field.facts.is_shown
    try:
        return shown(field.value) if simple else ""
    except TypeError:
        return ""


def _addons(case: Case) -> Iterator[Finding]:
    for i, addon in enumerate(case.written_config.addons or []):
        fact = addons.find(addon.name or "")
        here, off = (*CONFIG, "addons", i), addon.enabled is False
        asked = fact and fact.status == "later" and not off and not fact.by_default and not addon.data
        here_too = fact and fact.status in ("part", "built", "optional")
        replaced = here_too and addon.data
        if asked or replaced:
            advice = fact.why if fact and asked else ""
            yield Finding((*here, "name"), _MESSAGE, shown(addon.name), advice=advice)
        elif fact and here_too and fact.own_settings(addon.config) and not off:
            own = fact.own_settings(addon.config)
            advice = f"remove {' and '.join(own)} from config; {_OWN_SETTINGS}"
            yield Finding((*here, "config"), f"{_MESSAGE}: its settings", shown(own), advice=advice)


def _flags(case: Case) -> Iterator[Finding]:
    """No flag of the cloud controller manager, none of the kubelet outside its configuration, none that names a file.

    An empty text switches a default off.
    """
    for path, flag, value in written_flags(case):
        key, name = str(path[-2]), flag.removeprefix("--")
        is_refused = not known_flags.has(key, flag, case.minor) and "A120" not in (case.aksynth.silence or {})
        if is_refused or name not in flags.kept(key, {flag: value}, case.minor):
            continue
        outside = key == "kubeletConfig" and not kubelet.field(name)
        names_file = flags.names_file(key, flag) and value != "" and not is_for_api_server(case, key, flag, value)
        if outside or names_file or key == "cloudControllerManagerConfig":
            advice = _FROM_CUSTOM_FILES if flags.may_name_custom_file(key, flag) else ""
            yield Finding(path, _MESSAGE, shown(value), advice=advice)
