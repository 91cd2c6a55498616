"""Versions, component flags and the names on the API certificate."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from aksynth import manifest
from aksynth.addresses import LARGEST_MASTER_COUNT, MasterAddresses
from aksynth.apimodel import ApiModel
from aksynth.blueprint.kubelet import cluster_settings
from aksynth.blueprint.pairs import Flags, Settings
from aksynth.catalog import flags
from aksynth.catalog import kubernetes as catalog
from aksynth.catalog.data import read


@dataclass(frozen=True, kw_only=True)
class Kubernetes:
    """Versions and flags. `components` holds image tags and chart versions by component name."""

    version: str
    components: tuple[tuple[str, str], ...]
    api_server: Flags
    controller_manager: Flags
    scheduler: Flags
    kubelet: Settings
    addons: tuple[str, ...]
    own_addons: tuple[tuple[str, str], ...]
    """Name and manifest of those that the model brings itself."""
    cert_sans: tuple[str, ...]
    """Names and addresses of the API certificate known before anything is built; the public name is added later."""

    def component(self, name: str) -> str:
        return dict(self.components)[name]


def kubernetes(model: ApiModel, addresses: MasterAddresses, api_name: str) -> Kubernetes:
    profile = model.properties.orchestrator_profile
    config, minor = profile.kubernetes_config, profile.orchestrator_release or ""
    addons = [addon for addon in config.addons or [] if addon.enabled is not False]
    return Kubernetes(
        version=profile.orchestrator_version or "",
        components=tuple(sorted(catalog.components(minor).items())),
        api_server=_api_server(config.api_server_config, minor, model.properties.aad_profile is not None),
        controller_manager=_flags("controllerManagerConfig", config.controller_manager_config, minor),
        scheduler=_flags("schedulerConfig", config.scheduler_config, minor),
        kubelet=cluster_settings(config, minor),
        addons=tuple(sorted(addon.name or "" for addon in addons)),
        own_addons=tuple(sorted((addon.name or "", manifest.text(addon.data)) for addon in addons if addon.data)),
        cert_sans=_cert_sans(model, addresses, api_name),
    )


def _flags(key: str, written: Mapping[str, str] | None, minor: str) -> Flags:
    """An empty text removes a default."""
    found = {**read("hardening")[key], **flags.kept(key, written, minor)}
    return tuple(sorted((name, value) for name, value in found.items() if value != ""))


def _api_server(written: Mapping[str, str] | None, minor: str, has_login: bool) -> Flags:
    """NodeRestriction is always on. Without it, an attacker on one node could change other nodes. OpenID flags and a
    file for the same purpose exclude each other: with `aadProfile`, the flags are those that AKS Engine generated."""
    found = dict(_flags("apiServerConfig", written, minor))
    found["enable-admission-plugins"] = ",".join(_admission_plugins(found))
    openid = [name for name in found if name.startswith("oidc-")]
    for name in openid if has_login else ["authentication-config"] * bool(openid):
        found.pop(name, None)
    return tuple(sorted(found.items()))


def _admission_plugins(flags: Mapping[str, str]) -> list[str]:
    """An API server does not start with EventRateLimit unless its admission file has limits (kubernetes,
    plugin/pkg/admission/eventratelimit/apis/eventratelimit/validation/validation.go). Another file may have none."""
    ours, plugins = read("hardening")["apiServerConfig"], flags.get("enable-admission-plugins", "")
    found = dict.fromkeys(["NodeRestriction", *filter(None, plugins.split(","))])
    names = ("admission-control-config-file", "enable-admission-plugins")
    if flags.get(names[0]) != ours[names[0]] and plugins == ours[names[1]]:
        found.pop("EventRateLimit", None)
    return list(found)


def _cert_sans(model: ApiModel, addresses: MasterAddresses, api_name: str) -> tuple[str, ...]:
    """The addresses of five masters, so that growing from three to five needs no new certificate."""
    profile = model.properties.master_profile
    step = (profile.ip_address_count or 1) if profile.availability_profile == "VirtualMachineScaleSets" else 1
    masters = tuple(str(addresses.primary[0] + index * step) for index in range(LARGEST_MASTER_COUNT))
    fixed = (api_name, "localhost", "127.0.0.1", str(addresses.load_balancer), *masters)
    return (*fixed, *(profile.subject_alt_names or ()))
