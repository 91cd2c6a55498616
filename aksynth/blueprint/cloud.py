"""The cloud provider, encryption of Secrets, and the way into a private cluster."""

from __future__ import annotations

from aksynth.apimodel.kubernetes import KubernetesConfig
from aksynth.blueprint.machines import tier
from aksynth.blueprint.types import CloudProvider, Disk, Encryption, Jumpbox


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


def encryption(config: KubernetesConfig) -> Encryption:
    with_vault = config.enable_encryption_with_external_kms is True
    return Encryption(
        key_vault=with_vault,
        local_key=config.enable_data_encryption_at_rest is True,
        vault_sku=config.key_vault_sku if with_vault else None,
    )


def jumpbox(config: KubernetesConfig) -> Jumpbox | None:
    private = config.private_cluster
    profile = private.jumpbox_profile if private.enabled else None
    if not profile:
        return None
    size = profile.vm_size or ""
    disk = Disk(size_gb=profile.os_disk_size_gb, storage_account_type=tier(size), caching="ReadWrite")
    return Jumpbox(name=profile.name or "", vm_size=size, username=profile.username or "", os_disk=disk)
