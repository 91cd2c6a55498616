"""How the cloud provider uses the Azure API."""

from __future__ import annotations

from dataclasses import dataclass

from aksynth.apimodel.kubernetes import KubernetesConfig


@dataclass(frozen=True, kw_only=True)
class CloudProvider:
    """How often cloud-provider-azure may ask Azure; durations in seconds, rates in calls a second."""

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


def cloud_provider(config: KubernetesConfig) -> CloudProvider:
    return CloudProvider(
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
