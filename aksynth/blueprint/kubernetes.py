"""Versions, component flags and the names on the API certificate."""

from __future__ import annotations

from collections.abc import Mapping

from aksynth.addresses import LARGEST_MASTER_COUNT, MasterAddresses
from aksynth.apimodel import ApiModel
from aksynth.blueprint.types import Flags, Kubernetes
from aksynth.catalog import flags
from aksynth.catalog import kubernetes as catalog

_DEFAULTS: dict[str, dict[str, str]] = {
    "apiServerConfig": {"profiling": "false"},
    "controllerManagerConfig": {"profiling": "false", "terminated-pod-gc-threshold": "1000"},
    "schedulerConfig": {"profiling": "false"},
}


def kubernetes(model: ApiModel, plan: MasterAddresses, api_name: str) -> Kubernetes:
    profile = model.properties.orchestrator_profile
    config = profile.kubernetes_config
    addons = [addon for addon in config.addons or [] if addon.enabled is not False]
    return Kubernetes(
        version=profile.orchestrator_version or "",
        components=tuple(sorted(catalog.components(profile.orchestrator_release or "").items())),
        api_server=_flags("apiServerConfig", config.api_server_config),
        controller_manager=_flags("controllerManagerConfig", config.controller_manager_config),
        scheduler=_flags("schedulerConfig", config.scheduler_config),
        addons=tuple(sorted(addon.name or "" for addon in addons)),
        container_runtime=config.container_runtime or "",
        cert_sans=_cert_sans(model, plan, api_name),
    )


def _flags(key: str, written: Mapping[str, str] | None) -> Flags:
    return tuple(sorted({**_DEFAULTS[key], **flags.kept(key, written)}.items()))


def _cert_sans(model: ApiModel, plan: MasterAddresses, api_name: str) -> tuple[str, ...]:
    """Five masters' addresses from the start: growing from three to five needs no new certificate."""
    profile = model.properties.master_profile
    step = (profile.ip_address_count or 1) if profile.availability_profile == "VirtualMachineScaleSets" else 1
    masters = tuple(str(plan.primary[0] + index * step) for index in range(LARGEST_MASTER_COUNT))
    fixed = (api_name, "localhost", "127.0.0.1", str(plan.load_balancer), *masters)
    return (*fixed, *(profile.subject_alt_names or ()))
