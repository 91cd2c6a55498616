"""The availability set of an agent pool, and its machines."""

from __future__ import annotations

from dataclasses import dataclass

from aksynth.apimodel import AgentPoolProfile
from aksynth.blueprint.naming import Names


@dataclass(frozen=True, kw_only=True)
class Agent:
    """A machine of an availability set. Its node has the same `name`."""

    index: int
    name: str
    nic: str
    data_disks: tuple[str, ...]
    """Names of the disks, by lun."""


@dataclass(frozen=True, kw_only=True)
class AvailabilitySet:
    """`agents` are in the order of their indices: a pool grows and shrinks at the end."""

    name: str
    fault_domains: int
    update_domains: int
    agents: tuple[Agent, ...]


def availability_set(profile: AgentPoolProfile, names: Names) -> AvailabilitySet | None:
    """None for a pool in a scale set."""
    if profile.availability_profile != "AvailabilitySet":
        return None
    return AvailabilitySet(
        name=names.of("{pool}-availabilitySet-{suffix}", pool=profile.name),
        fault_domains=profile.platform_fault_domain_count or 2,
        update_domains=profile.platform_update_domain_count or 3,
        agents=tuple(_agent(index, profile, names) for index in range(profile.count)),
    )


def _agent(index: int, profile: AgentPoolProfile, names: Names) -> Agent:
    name = names.of("k8s-{pool}-{suffix}-{index}", pool=profile.name, index=index)
    return Agent(
        index=index,
        name=name,
        nic=names.of("k8s-{pool}-{suffix}-nic-{index}", pool=profile.name, index=index),
        data_disks=tuple(f"{name}-datadisk{lun}" for lun in range(len(profile.disk_sizes_gb or []))),
    )
