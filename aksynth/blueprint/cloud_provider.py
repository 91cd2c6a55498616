"""How the cloud provider uses the Azure API."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from aksynth.apimodel.kubernetes import KubernetesConfig
from aksynth.blueprint.pools import Pool


@dataclass(frozen=True, kw_only=True)
class CloudProvider:
    """Which machines cloud-provider-azure finds, and how often it may call Azure. Durations are in seconds, rates in
    calls per second. With `flexible_nodes` the masters are in a Flexible scale set, which only the type `vmss` knows
    (v1.36.5, pkg/provider/azure_vmssflex.go).

    `vm_type` is `standard` if all agents are in availability sets. `vmss` finds both kinds: it looks for a machine of
    each node, and then for an instance of a scale set (v1.36.5, pkg/provider/azure_vmss_cache.go). With a Standard load
    balancer either type adds agents of all sets to a Service (azure_vmss.go and azure_standard.go,
    EnsureHostsInPool)."""

    vm_type: Literal["standard", "vmss"]
    flexible_nodes: bool
    primary_scale_set: str
    primary_availability_set: str
    backoff: bool
    backoff_retries: int
    backoff_duration: int
    backoff_exponent: float
    backoff_jitter: float
    rate_limit: bool
    qps: float
    bucket: int
    qps_write: float
    bucket_write: int
    maximum_rules: int


def cloud_provider(config: KubernetesConfig, pools: Sequence[Pool], *, flexible_nodes: bool) -> CloudProvider:
    """The primary set is that of the first pool of the type's own kind, as AKS Engine had it."""
    scale_sets = [pool.scale_set for pool in pools if pool.scale_set]
    sets = [pool.availability_set.name for pool in pools if pool.availability_set]
    vm_type: Literal["standard", "vmss"] = "standard" if sets and not scale_sets else "vmss"
    return CloudProvider(
        vm_type=vm_type,
        flexible_nodes=flexible_nodes,
        primary_scale_set=next(iter(scale_sets), ""),
        primary_availability_set=sets[0] if vm_type == "standard" else "",
        backoff=config.cloud_provider_backoff is not False,
        backoff_retries=config.cloud_provider_backoff_retries or 0,
        backoff_duration=config.cloud_provider_backoff_duration or 0,
        backoff_exponent=float(config.cloud_provider_backoff_exponent or 0),
        backoff_jitter=float(config.cloud_provider_backoff_jitter or 0),
        rate_limit=config.cloud_provider_rate_limit is not False,
        qps=float(config.cloud_provider_rate_limit_qps or 0),
        bucket=config.cloud_provider_rate_limit_bucket or 0,
        qps_write=float(config.cloud_provider_rate_limit_qps_write or 0),
        bucket_write=config.cloud_provider_rate_limit_bucket_write or 0,
        maximum_rules=config.maximum_load_balancer_rule_count or 0,
    )
