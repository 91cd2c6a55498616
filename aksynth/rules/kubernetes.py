"""Releases and component flags."""

from __future__ import annotations

import re
from collections.abc import Iterator

from aksynth.apimodel import ApiModel, Fault
from aksynth.catalog import kubernetes as catalog
from aksynth.catalog.data import read
from aksynth.rules.registry import CONFIG, rule

_PROFILE = CONFIG[:-1]
_COMPONENTS = {
    "apiServerConfig": "api_server_config",
    "controllerManagerConfig": "controller_manager_config",
    "schedulerConfig": "scheduler_config",
}


@rule("V21")
def release(model: ApiModel) -> Iterator[Fault]:
    profile = model.properties.orchestrator_profile
    written, version = profile.orchestrator_release, (profile.orchestrator_version or "").removeprefix("v")
    if written and written not in catalog.supported_minors():
        yield _unsupported("orchestratorRelease", written)
    if version and not re.fullmatch(r"\d+\.\d+\.\d+", version):
        allowed = f"a release such as {catalog.default_patch(catalog.default_minor())}"
        path = (*_PROFILE, "orchestratorVersion")
        yield Fault(rule="V21", path=path, message="this is no release", value=repr(version), allowed=allowed)
    elif version and version.rpartition(".")[0] not in catalog.supported_minors():
        yield _unsupported("orchestratorVersion", version)
    elif version and written and not version.startswith(f"{written}."):
        yield Fault(
            rule="V21",
            path=(*_PROFILE, "orchestratorVersion"),
            message=f"orchestratorRelease says {written}",
            value=repr(version),
            advice="remove one of the two",
        )


def _unsupported(field: str, value: str) -> Fault:
    return Fault(
        rule="V21",
        path=(*_PROFILE, field),
        message="this release of Kubernetes is not built: AKS Engine ended with 1.25, whose support is long over",
        value=repr(value),
        allowed=", ".join(catalog.supported_minors()),
        advice=f"write {catalog.default_minor()} or remove the field; an old cluster's workloads move to a new one",
    )


def _flags(model: ApiModel) -> Iterator[tuple[str, str]]:
    config = model.properties.orchestrator_profile.kubernetes_config
    for key, attribute in _COMPONENTS.items():
        for flag in getattr(config, attribute) or {}:
            yield key, flag


@rule("A20")
def flag_syntax(model: ApiModel) -> Iterator[Fault]:
    for key, flag in _flags(model):
        if not re.fullmatch(r"--[a-z0-9][a-z0-9-]*", flag):
            advice = f"write --{flag.lstrip('-').lower()}"
            message = "a flag begins with two hyphens"
            yield Fault(rule="A20", path=(*CONFIG, key, flag), message=message, value=repr(flag), advice=advice)


@rule("A21")
def gone_flags(model: ApiModel) -> Iterator[Fault]:
    gone = read("component_flags")["gone"]
    for key, flag in _flags(model):
        if flag.removeprefix("--") in gone.get(key, {}):
            yield Fault(
                rule="A21",
                path=(*CONFIG, key, flag),
                message="Kubernetes has this flag no more and would not start",
                advice=gone[key][flag.removeprefix("--")],
            )


@rule("A22")
def fixed_flags(model: ApiModel) -> Iterator[Fault]:
    fixed = read("component_flags")["fixed"]
    for key, flag in _flags(model):
        if flag.removeprefix("--") in fixed.get(key, []):
            yield Fault(
                rule="A22",
                path=(*CONFIG, key, flag),
                message="the cluster sets this flag itself, and would break with another value",
                advice="remove it",
            )
