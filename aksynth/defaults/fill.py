"""Every blank field of a model, filled."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from aksynth.apimodel import ApiModel
from aksynth.apimodel.custom_files import Sources
from aksynth.apimodel.model import Properties
from aksynth.apimodel.orchestrator import OrchestratorProfile
from aksynth.catalog import kubernetes as catalog
from aksynth.catalog import regions
from aksynth.defaults.aksynth import fill_aksynth
from aksynth.defaults.cluster import cluster
from aksynth.defaults.filling import Filling
from aksynth.defaults.linux import linux
from aksynth.defaults.masters import masters
from aksynth.defaults.origin import Origins
from aksynth.defaults.pools import pool

PROPERTIES = ("properties",)


@dataclass(frozen=True)
class Filled:
    """A model in which nothing that is used is blank, and where each filled value comes from.

    A path that is missing in `origins` was written as it is used. A model with faults is filled as far as its values
    make sense, so that rules can look at it; only one without faults is complete. `sources` are the files that the
    model names.
    """

    model: ApiModel
    origins: Origins
    sources: Sources = field(default_factory=dict)


def fill(model: ApiModel, sources: Sources | None = None) -> Filled:
    """The model with all defaults. Filling a filled model changes nothing."""
    origins: Origins = {}
    top = Filling(model, (), origins)
    if model.location:
        top.mapped("location", regions.normalise(model.location), f"{model.location}, in the spelling of Azure's API")
    top.replace("properties", _properties(model, top.get("location"), origins))
    return Filled(top.done(), origins, sources or {})


def _properties(model: ApiModel, location: str | None, origins: Origins) -> Properties:
    written = model.properties
    properties = Filling(written, PROPERTIES, origins)
    orchestrator = _orchestrator(written, origins)
    config = orchestrator.kubernetes_config
    here = (*PROPERTIES, "agentPoolProfiles")
    pools = [pool(p, (*here, i), config, location, origins) for i, p in enumerate(written.agent_pool_profiles)]
    properties.replace("orchestrator_profile", orchestrator)
    properties.replace("master_profile", masters(written, config, location, origins))
    properties.replace("agent_pool_profiles", pools)
    properties.replace("linux_profile", linux(written.linux_profile, origins))
    properties.replace("aksynth", fill_aksynth(written, config, origins))
    return properties.done()


def _orchestrator(written: Properties, origins: Origins) -> OrchestratorProfile:
    path = (*PROPERTIES, "orchestratorProfile")
    profile = Filling(written.orchestrator_profile, path, origins)
    if str(profile.get("orchestrator_type")).lower() == "kubernetes":
        profile.mapped("orchestrator_type", "Kubernetes", "the value is not case-sensitive")
    profile.default("orchestrator_type", "Kubernetes")
    _release(profile)
    profile.replace("kubernetes_config", cluster(written, (*path, "kubernetesConfig"), origins))
    return profile.done()


def _release(profile: Filling[OrchestratorProfile]) -> None:
    _split_release(profile)
    version = profile.get("orchestrator_version")
    if version:
        profile.mapped("orchestrator_version", version.removeprefix("v"), f"{version} without the prefix v")
        profile.derived("orchestrator_release", version.removeprefix("v").rpartition(".")[0], "orchestratorVersion")
    profile.derived("orchestrator_release", catalog.default_minor(), "default release of the catalog")
    minor = profile.get("orchestrator_release")
    if minor in catalog.supported_minors():
        profile.derived("orchestrator_version", catalog.default_patch(minor), f"release of {minor} in the catalog")


def _split_release(profile: Filling[OrchestratorProfile]) -> None:
    """A full version in place of a minor release sets both."""
    written = (profile.get("orchestrator_release") or "").removeprefix("v")
    if re.fullmatch(r"\d{1,3}\.\d{1,3}\.\d{1,3}", written):
        profile.derived("orchestrator_version", written, "orchestratorRelease")
        profile.mapped("orchestrator_release", written.rpartition(".")[0], f"{written} is a full version")
