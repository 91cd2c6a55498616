"""Versions, component flags and the names on the API certificate."""

from __future__ import annotations

from collections.abc import Mapping

from aksynth.addresses import LARGEST_MASTER_COUNT, MasterAddresses
from aksynth.apimodel import ApiModel
from aksynth.blueprint.types import Flags, Kubernetes
from aksynth.catalog import kubernetes as catalog

_DEFAULTS: dict[str, dict[str, str]] = {
    "api_server": {"profiling": "false"},
    "controller_manager": {"profiling": "false", "terminated-pod-gc-threshold": "1000"},
    "scheduler": {"profiling": "false"},
}


def version(model: ApiModel) -> str:
    """The written version, else the catalog's release of the written or default minor, such as "1.36.4"."""
    profile = model.properties.orchestrator_profile
    if profile.orchestrator_version:
        return profile.orchestrator_version.removeprefix("v")
    return catalog.default_patch(profile.orchestrator_release or catalog.default_minor())


def kubernetes(model: ApiModel, plan: MasterAddresses, api_name: str) -> Kubernetes:
    config = model.properties.orchestrator_profile.kubernetes_config
    release = version(model)
    return Kubernetes(
        version=release,
        components=tuple(sorted(catalog.components(release.rpartition(".")[0]).items())),
        api_server=_flags("api_server", config.api_server_config),
        controller_manager=_flags("controller_manager", config.controller_manager_config),
        scheduler=_flags("scheduler", config.scheduler_config),
        cert_sans=_cert_sans(model, plan, api_name),
    )


def _flags(component: str, written: Mapping[str, str] | None) -> Flags:
    names = {name.removeprefix("--"): value for name, value in (written or {}).items()}
    return tuple(sorted({**_DEFAULTS[component], **names}.items()))


def _cert_sans(model: ApiModel, plan: MasterAddresses, api_name: str) -> tuple[str, ...]:
    """Five masters' addresses from the start: growing from three to five needs no new certificate."""
    masters = tuple(str(plan.primary[0] + index) for index in range(LARGEST_MASTER_COUNT))
    fixed = (api_name, "localhost", "127.0.0.1", str(plan.load_balancer), *masters)
    return (*fixed, *(model.properties.master_profile.subject_alt_names or ()))
