"""What a rule looks at."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from aksynth.apimodel import AgentPoolProfile, ApiModel, MasterProfile, Written, written
from aksynth.apimodel.aksynth import AksynthProfile
from aksynth.apimodel.json_reader import Path
from aksynth.apimodel.kubernetes import KubernetesConfig
from aksynth.apimodel.machine import MachineProfile
from aksynth.catalog import network_plugins
from aksynth.catalog.kubernetes import default_minor, supported_minors
from aksynth.catalog.network_plugins import NetworkPlugin
from aksynth.defaults import Filled

PROPERTIES: Path = ("properties",)
MASTER: Path = (*PROPERTIES, "masterProfile")
ORCHESTRATOR: Path = (*PROPERTIES, "orchestratorProfile")
CONFIG: Path = (*ORCHESTRATOR, "kubernetesConfig")
POOLS: Path = (*PROPERTIES, "agentPoolProfiles")
LINUX: Path = (*PROPERTIES, "linuxProfile")
AKSYNTH_PATH: Path = (*PROPERTIES, "aksynth")


@dataclass(frozen=True)
class Case:
    """A model as written, and filled with defaults. The properties below are those of the filled one."""

    written: ApiModel
    filled: Filled

    @property
    def model(self) -> ApiModel:
        return self.filled.model

    @property
    def config(self) -> KubernetesConfig:
        return self.model.properties.orchestrator_profile.kubernetes_config

    @property
    def plugin(self) -> NetworkPlugin:
        return network_plugins.plugin(self.config.network_plugin)

    @property
    def written_config(self) -> KubernetesConfig:
        return self.written.properties.orchestrator_profile.kubernetes_config

    @property
    def minor(self) -> str:
        """The release of Kubernetes, such as "1.36"; the default where the written one is not built."""
        written = self.model.properties.orchestrator_profile.orchestrator_release
        return written if written in supported_minors() else default_minor()

    @property
    def masters(self) -> MasterProfile:
        return self.model.properties.master_profile

    @property
    def aksynth(self) -> AksynthProfile:
        return self.model.properties.aksynth

    def pools(self) -> Iterator[tuple[Path, AgentPoolProfile]]:
        """Each pool with its path."""
        for i, pool in enumerate(self.model.properties.agent_pool_profiles):
            yield (*POOLS, i), pool

    def machines(self) -> Iterator[tuple[Path, MachineProfile]]:
        """Masters and pools, each with its path."""
        yield MASTER, self.masters
        yield from self.pools()

    def machines_as_written(self) -> Iterator[tuple[Path, MachineProfile]]:
        """The same as written."""
        yield MASTER, self.written.properties.master_profile
        for i, pool in enumerate(self.written.properties.agent_pool_profiles):
            yield (*POOLS, i), pool

    @property
    def masters_in_scale_set(self) -> bool:
        return self.masters.availability_profile == "VirtualMachineScaleSets"

    @property
    def custom_vnet(self) -> bool:
        return bool(self.masters.vnet_subnet_id)

    @cached_property
    def fields(self) -> tuple[Written, ...]:
        """Every field as written."""
        return tuple(written(self.written))

    @cached_property
    def filled_fields(self) -> tuple[Written, ...]:
        """Every field that is written or filled."""
        return tuple(written(self.model))
