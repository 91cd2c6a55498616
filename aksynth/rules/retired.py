"""Fields of AKS Engine that a current cluster cannot honor: replaced, omitted or refused."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from aksynth.apimodel import Written
from aksynth.apimodel.json_reader import Path
from aksynth.apimodel.profile import Profile
from aksynth.apimodel.status import Kind
from aksynth.catalog import addons, flags
from aksynth.rules.case import CONFIG, PROPERTIES, Case
from aksynth.rules.login import generated_flags
from aksynth.rules.paths import K, M
from aksynth.rules.registry import AKSYNTH, Finding, rule, shown
from aksynth.rules.written_flags import written_flags


def _retired(case: Case, kind: Kind) -> Iterator[Written]:
    for field in case.fields:
        status = field.status
        if status.kind != kind or status.judged_by or status.is_harmless(field.value) or _is_empty(field.value):
            continue
        if not status.is_by_aks_engine(field.value):
            yield field


def _is_empty(value: Any) -> bool:
    return isinstance(value, Profile) and not value.model_fields_set


def _value(field: Written) -> str:
    simple = isinstance(field.value, str | int | float | bool)
    return shown(field.value) if simple and field.facts.is_shown else ""


@rule(
    "A14",
    wrong={K + "mobyVersion": "20.10.9"},
    right={K + "useInstanceMetadata": True},
    source=AKSYNTH,
    warns=True,
    advice="remove the field from the model",
)
def left_out(case: Case) -> Iterator[Finding]:
    """Obsolete fields should be removed.

    They are omitted. The field list gives the reason for each.
    """
    for field in _retired(case, "ignored"):
        yield Finding(field.path, f"this field is omitted: {field.status.why}", _value(field))


@rule(
    "A19",
    wrong={K + "mobyVersion": "20.10.14"},
    right={K + "useInstanceMetadata": True},
    source=AKSYNTH,
    warns=True,
    advice="remove these fields from the model",
)
def aks_engines_own(case: Case) -> Iterator[Finding]:
    """Generated models should not contain obsolete fields.

    AKS Engine wrote these fields itself. They are omitted, and one warning names them all.
    """
    names = dict.fromkeys(_name(case, path) for path in _own_values(case))
    if names:
        yield Finding(
            PROPERTIES, f"AKS Engine generated these obsolete fields, and they are omitted: {', '.join(names)}"
        )


def _name(case: Case, path: Path) -> str:
    """The last two parts of a path, or the name of an add-on."""
    if "addons" not in path:
        return ".".join(str(part) for part in path[-2:])
    addon = (case.written_config.addons or [])[int(path[4])]
    return ".".join(["addons", addon.name or "", *(str(part) for part in path[5:])])


def _own_values(case: Case) -> Iterator[Path]:
    for field in case.fields:
        if field.status.is_by_aks_engine(field.value):
            yield field.path
    for path, flag, value in written_flags(case):
        if flags.by_aks_engine(str(path[-2]), flag, value):
            yield path
    yield from generated_flags(case)
    for i, addon in enumerate(case.written_config.addons or []):
        fact = addons.find(addon.name or "")
        if fact and not addon.data and (fact.off_by_default if addon.enabled is False else fact.by_default):
            yield (*CONFIG, "addons", i)
        elif fact and not fact.own_settings(addon.config):
            here = (*CONFIG, "addons", i, "config")
            omitted = [name for name in addon.config or {} if not fact.is_flag(name)]
            yield from [here] if omitted and not fact.flags else [(*here, name) for name in omitted]


@rule(
    "A15",
    wrong={K + "containerRuntime": "docker"},
    right={K + "containerRuntime": "containerd"},
    source=AKSYNTH,
    warns=True,
    advice="replace it with the new value",
)
def replaced(case: Case) -> Iterator[Finding]:
    """Retired values should be replaced.

    The current value is used instead.
    """
    for field in case.fields:
        status = field.facts.status
        if isinstance(field.value, str) and status and (change := status.replaced.get(field.value)):
            becomes = f"this value is replaced with {change.becomes}" if change.becomes else "this value is omitted"
            advice = "" if change.becomes else "remove the field from the model"
            yield Finding(field.path, f"{becomes}: {change.why}", _value(field), advice=advice)


@rule(
    "A16",
    wrong={M + "cosmosEtcd": True},
    right={M + "cosmosEtcd": False},
    source=AKSYNTH,
    advice="remove the field from the model",
)
def refused(case: Case) -> Iterator[Finding]:
    """Fields that can no longer be built must be removed.

    Without them, the cluster would differ from what the model describes.
    """
    for field in _retired(case, "refused"):
        yield Finding(field.path, f"this can no longer be built: {field.status.why}", _value(field))


@rule(
    "A17",
    wrong={M + "kubernetesConfig": {"maxPods": 20}},
    right={M + "kubernetesConfig": {"kubeletConfig": {"--max-pods": "20"}}},
    source=AKSYNTH,
    warns=True,
    advice="move the field to orchestratorProfile.kubernetesConfig",
)
def machines_settings(case: Case) -> Iterator[Finding]:
    """The kubernetesConfig of masters and pools should contain only kubeletConfig, and containerRuntime of pools.

    AKS Engine silently ignored all other fields.
    """
    for field in case.fields:
        if field.profile.__name__ == "MachineKubernetesConfig" and not _counts(field):
            own = case.filled.origins.get(field.path)
            if own is None and field.value not in ({}, []):
                yield Finding(field.path, "this field has no effect for single machines", _value(field))


def _counts(field: Written) -> bool:
    in_pool = "agentPoolProfiles" in field.path
    return field.field.alias == "kubeletConfig" or (in_pool and field.field.alias == "containerRuntime")
