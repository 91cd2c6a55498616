"""Agent pools."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from aksynth.apimodel import AgentPoolProfile, ApiModel
from aksynth.blueprint.autoscaler import Bounds, bounds
from aksynth.blueprint.availability_set import AvailabilitySet, availability_set
from aksynth.blueprint.data_disks import data_disks
from aksynth.blueprint.images import CustomImage, pool_image
from aksynth.blueprint.kubelet import own_settings
from aksynth.blueprint.machines import MachineSpec, machine, replaced, tags, tier
from aksynth.blueprint.naming import Names
from aksynth.blueprint.network import subnet_name
from aksynth.blueprint.pairs import Labels, Settings
from aksynth.blueprint.rolling import Rolling, rolling
from aksynth.blueprint.taints import Taint, taints
from aksynth.catalog.gpus import Gpu
from aksynth.catalog.node_template import PREDICTED, template_tags
from aksynth.defaults.autoscaler import may_be_empty
from aksynth.defaults.ephemeral import is_ephemeral, placement
from aksynth.defaults.gpus import has_plugin, served
from aksynth.defaults.kata import KATA, container_runtime
from aksynth.defaults.kubelet import max_pods

SPOT_LABEL = ("kubernetes.azure.com/scalesetpriority", "spot")
"""As on Spot nodes of AKS: https://learn.microsoft.com/azure/aks/spot-node-pool"""

KATA_LABEL = ("aksynth.io/container-runtime", KATA)
"""On agents whose first boot proved that they can run virtual machines. kata-deploy runs on them."""

GPU_LABEL = ("accelerator", "nvidia")
"""As on agents of AKS Engine. The device plugin runs on nodes with it."""


@dataclass(frozen=True, kw_only=True)
class Spot:
    """Machines that Azure can evict."""

    eviction_policy: str
    """Delete or Deallocate."""
    max_price: float
    """US dollars an hour; -1 is the regular price."""


@dataclass(frozen=True, kw_only=True)
class Pool:
    """A pool of agents, in a scale set or in an availability set."""

    name: str
    count: int
    """Of the model. An autoscaled pool begins with it."""
    bounds: Bounds | None
    """The cluster autoscaler decides how many agents there are."""
    scale_set: str | None
    """Name of the scale set. None: the pool has an `availability_set`."""
    availability_set: AvailabilitySet | None
    fault_domains: int | None
    """Those of the scale set. None: Azure chooses."""
    zones: tuple[str, ...]
    """Azure spreads the instances of the scale set over these. Empty: no zones."""
    spot: Spot | None
    rolling: Rolling | None
    """An apply replaces the agents whose machine differs from the model. Then it decides how many agents there are,
    too."""
    machine: MachineSpec
    subnet: str
    """Name of the subnet of the agents."""
    backend_pools: tuple[str, ...]
    """Resource ids of existing backend address pools that the agents join."""
    ip_address_count: int
    max_pods: int
    container_runtime: str
    """containerd or kata-containers."""
    gpu: Gpu | None
    """GPUs whose driver the agents install. None: no GPUs, or others install it."""
    kubelet: Settings
    """What these machines change of the cluster's."""
    taints: tuple[Taint, ...]
    labels: Labels
    custom_labels: Labels
    """Those of `labels` that the model names; they follow it on agents that run."""

    @property
    def largest(self) -> int:
        """The largest number of agents, with those of a replacement."""
        most = self.bounds.largest if self.bounds else self.count
        return most + (self.rolling.surge if self.rolling else 0)


def pools(model: ApiModel, names: Names, group: str) -> tuple[Pool, ...]:
    """By name: the order in the model means nothing, so that another one changes nothing. `group` is the label of the
    cluster."""
    profiles = sorted(model.properties.agent_pool_profiles, key=lambda profile: profile.name)
    return tuple(_pool(model, profile, names, group) for profile in profiles)


def _pool(model: ApiModel, profile: AgentPoolProfile, names: Names, group: str) -> Pool:
    orchestrator = model.properties.orchestrator_profile
    config, version = orchestrator.kubernetes_config, orchestrator.orchestrator_version or ""
    in_set = availability_set(profile, names)
    base = names.of("k8s-{pool}-{suffix}", pool=profile.name)
    name = None if in_set else profile.vmss_name or f"{base}-vmss"
    runtime = container_runtime(profile, config)
    gpu = served(profile) if has_plugin(config) else None
    built_in = _built_in_labels(profile, group, runtime) | (dict([GPU_LABEL]) if gpu else {})
    labels = {**(profile.custom_node_labels or {}), **built_in}
    known = _template(profile, labels) if may_be_empty(config, profile.name) else {}
    return Pool(
        name=profile.name,
        count=profile.count,
        bounds=bounds(config, profile.name),
        scale_set=name,
        availability_set=in_set,
        fault_domains=None if in_set else profile.platform_fault_domain_count,
        zones=tuple(profile.availability_zones or ()),
        spot=_spot(profile),
        rolling=rolling(model, profile.name),
        machine=_machine(profile, pool_image(model, profile), name or base, names.suffix, version, known),
        subnet=subnet_name(model, profile),
        backend_pools=tuple(profile.load_balancer_backend_address_pool_ids or ()),
        ip_address_count=profile.ip_address_count or 1,
        max_pods=max_pods(profile.kubernetes_config, config) or 0,
        container_runtime=runtime,
        gpu=gpu,
        kubelet=own_settings(profile.kubernetes_config, config, version.rpartition(".")[0]),
        taints=taints(profile),
        labels=tuple(sorted(labels.items())),
        custom_labels=tuple(sorted((k, v) for k, v in (profile.custom_node_labels or {}).items() if k not in built_in)),
    )


def _spot(profile: AgentPoolProfile) -> Spot | None:
    if profile.scale_set_priority != "Spot":
        return None
    return Spot(
        eviction_policy=profile.scale_set_eviction_policy or "Delete",
        max_price=-1 if profile.spot_max_price is None else profile.spot_max_price,
    )


def _machine(
    profile: AgentPoolProfile,
    custom_image: CustomImage | None,
    base: str,
    suffix: str,
    version: str,
    known: Mapping[str, str],
) -> MachineSpec:
    """`known` are tags that the model can replace."""
    name, custom = profile.name, replaced(known, profile.custom_vm_tags or {})
    return machine(
        profile,
        custom_image=custom_image,
        accelerated_networking=profile.accelerated_networking_enabled is True,
        placement=placement(profile) if is_ephemeral(profile) else None,
        data_disks=data_disks(profile),
        encryption_set_id=profile.disk_encryption_set_id or None,
        tags=tags(machine=base, pool=name, suffix=suffix, version=version, custom=custom),
    )


def _template(profile: AgentPoolProfile, labels: Mapping[str, str]) -> dict[str, str]:
    """Tags for the cluster autoscaler, which sees no node while the pool is empty."""
    others = {key: value for key, value in labels.items() if key not in PREDICTED}
    return template_tags(others, ((taint.key, taint.value, taint.effect) for taint in taints(profile)))


def _built_in_labels(profile: AgentPoolProfile, group: str, runtime: str) -> dict[str, str]:
    """They cannot be replaced: AKS Engine's users select by them."""
    labels = {
        "agentpool": profile.name,
        "kubernetes.azure.com/cluster": group,
        "kubernetes.azure.com/role": "agent",
    }
    if not is_ephemeral(profile):
        labels |= {"storageprofile": "managed", "storagetier": tier(profile.vm_size)}
    if profile.scale_set_priority == "Spot":
        labels |= dict([SPOT_LABEL])
    if runtime == KATA:
        labels |= dict([KATA_LABEL])
    return labels
