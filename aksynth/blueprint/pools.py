"""Agent pools."""

from __future__ import annotations

from dataclasses import dataclass

from aksynth.apimodel import AgentPoolProfile
from aksynth.apimodel.kubernetes import KubernetesConfig
from aksynth.blueprint.kubelet import own_settings
from aksynth.blueprint.machines import MachineSpec, machine, tags, tier
from aksynth.blueprint.naming import Names
from aksynth.blueprint.pairs import Labels, Settings
from aksynth.defaults.kubelet import max_pods


@dataclass(frozen=True, kw_only=True)
class Pool:
    """A pool of agents; `scale_set` is the name of its scale set or availability set."""

    name: str
    count: int
    scale_set: str
    machine: MachineSpec
    subnet: str
    """Name of the subnet of the agents."""
    ephemeral: bool
    ip_address_count: int
    max_pods: int
    kubelet: Settings
    """What these machines change of the cluster's."""
    labels: Labels
    custom_labels: Labels
    """Those of `labels` that the model names; they follow it on agents that run."""


def pool(
    profile: AgentPoolProfile, config: KubernetesConfig, names: Names, version: str, group: str, subnet: str
) -> Pool:
    in_set = profile.availability_profile == "AvailabilitySet"
    pattern = "{pool}-availabilitySet-{suffix}" if in_set else "k8s-{pool}-{suffix}-vmss"
    name = profile.vmss_name or names.of(pattern, pool=profile.name)
    built_in = _built_in_labels(profile, group)
    return Pool(
        name=profile.name,
        count=profile.count,
        scale_set=name,
        machine=_machine(profile, name, names.suffix, version),
        subnet=subnet,
        ephemeral=profile.storage_profile == "Ephemeral",
        ip_address_count=profile.ip_address_count or 1,
        max_pods=max_pods(profile.kubernetes_config, config) or 0,
        kubelet=own_settings(profile.kubernetes_config, config, version.rpartition(".")[0]),
        labels=tuple(sorted({**(profile.custom_node_labels or {}), **built_in}.items())),
        custom_labels=tuple(sorted((k, v) for k, v in (profile.custom_node_labels or {}).items() if k not in built_in)),
    )


def _machine(profile: AgentPoolProfile, scale_set: str, suffix: str, version: str) -> MachineSpec:
    name, custom = profile.name, profile.custom_vm_tags
    return machine(
        profile,
        accelerated_networking=profile.accelerated_networking_enabled is True,
        tags=tags(machine=scale_set, pool=name, suffix=suffix, version=version, custom=custom),
    )


def _built_in_labels(profile: AgentPoolProfile, group: str) -> dict[str, str]:
    """They cannot be replaced: AKS Engine's users select by them."""
    labels = {
        "agentpool": profile.name,
        "kubernetes.azure.com/cluster": group,
        "kubernetes.azure.com/role": "agent",
    }
    if profile.storage_profile != "Ephemeral":
        labels |= {"storageprofile": "managed", "storagetier": tier(profile.vm_size)}
    return labels
