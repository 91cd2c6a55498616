"""`kubernetesConfig`."""

from __future__ import annotations

from typing import Any

from aksynth.apimodel.json_reader import Path
from aksynth.apimodel.kubernetes import KubernetesConfig
from aksynth.apimodel.model import Properties
from aksynth.apimodel.private_cluster import PrivateCluster
from aksynth.catalog import network_plugins
from aksynth.defaults.addons import addons
from aksynth.defaults.filling import Filling
from aksynth.defaults.gpus import served
from aksynth.defaults.jumpbox import filled_jumpbox
from aksynth.defaults.kubelet import with_max_pods
from aksynth.defaults.origin import Origins

SERVICE_CIDR = "10.0.0.0/16"
DNS_SERVICE_IP = "10.0.0.10"
ETCD_DISK_SIZES = ((20, 2048), (10, 1024), (3, 512))
"""Sizes in GiB, each for clusters with more nodes than the first number."""


def cluster(properties: Properties, path: Path, origins: Origins) -> KubernetesConfig:
    config = Filling(properties.orchestrator_profile.kubernetes_config, path, origins)
    _network(config)
    _load_balancer(config)
    _identity(config, properties)
    _cloud_provider(config, len(properties.agent_pool_profiles))
    _security(config)
    _etcd(config, properties)
    config.default("container_runtime", "containerd")
    config.replace("private_cluster", _private(config.get("private_cluster"), (*path, "privateCluster"), origins))
    with_max_pods(config)
    admin_group = bool(properties.aad_profile and properties.aad_profile.admin_group_id)
    addons(config, admin_group=admin_group, gpus=any(served(pool) for pool in properties.agent_pool_profiles))
    return config.done()


def _network(config: Filling[KubernetesConfig]) -> None:
    if not config.get("network_plugin"):
        _plugin_of_policy(config)
    config.default("network_plugin", network_plugins.default_plugin())
    plugin = network_plugins.plugin(config.get("network_plugin"))
    config.derived("network_mode", next(iter(plugin.modes), None), f"networkPlugin {plugin.name}")
    config.derived("cluster_subnet", plugin.pod_range, f"networkPlugin {plugin.name}")
    config.default("service_cidr", SERVICE_CIDR)
    config.default("dns_service_ip", DNS_SERVICE_IP)
    config.default("kube_proxy_mode", "iptables")


def _plugin_of_policy(config: Filling[KubernetesConfig]) -> None:
    policy = network_plugins.policy(config.written("network_policy"))
    if policy.alone:
        config.mapped("network_policy", "", policy.alone)
    config.derived("network_plugin", policy.plugin, f"networkPolicy {policy.name}")


def _load_balancer(config: Filling[KubernetesConfig]) -> None:
    sku = config.get("load_balancer_sku")
    if sku and sku.lower() == "standard":
        config.mapped("load_balancer_sku", "Standard", "the value is not case-sensitive")
    config.default("load_balancer_sku", "Standard")
    config.default("outbound_rule_idle_timeout_in_minutes", 30)
    config.default("maximum_load_balancer_rule_count", 250)


def _identity(config: Filling[KubernetesConfig], properties: Properties) -> None:
    """Use a service principal only if `clientId` names one. AKS Engine wrote `msi` for a managed identity."""
    if config.get("use_managed_identity") is not None:
        return
    client_id = (properties.service_principal_profile.client_id or "").lower()
    if client_id in ("", "msi"):
        config.derived("use_managed_identity", True, "clientId is not set")
    else:
        config.derived("use_managed_identity", False, "clientId is set")


def _cloud_provider(config: Filling[KubernetesConfig], pools: int) -> None:
    fixed: dict[str, Any] = {"backoff_retries": 6, "backoff_duration": 5, "backoff_exponent": 1.5}
    for name, value in {**fixed, "backoff_jitter": 1.0}.items():
        config.default(f"cloud_provider_{name}", value)
    config.default("cloud_provider_backoff", True)
    config.default("cloud_provider_rate_limit", True)
    why = f"number of agent pools: {pools}"
    for suffix, least in (("", 3.0), ("_write", 1.0)):
        bucket = f"cloud_provider_rate_limit_bucket{suffix}"
        config.derived(bucket, pools * 1000 or 10, why)
        rate = max(least, config.get(bucket) / 10)
        config.derived(f"cloud_provider_rate_limit_qps{suffix}", rate, "one tenth of the bucket size")


def _security(config: Filling[KubernetesConfig]) -> None:
    for name in ("enable_rbac", "enable_aggregated_apis", "enable_secure_kubelet"):
        config.default(name, True)
    for name in ("enable_data_encryption_at_rest", "enable_encryption_with_external_kms"):
        config.default(name, False)
    if config.get("enable_encryption_with_external_kms"):
        sku = config.get("key_vault_sku")
        if sku and sku.capitalize() in ("Standard", "Premium"):
            config.mapped("key_vault_sku", sku.capitalize(), "the value is not case-sensitive")
        config.default("key_vault_sku", "Standard")


def _etcd(config: Filling[KubernetesConfig], properties: Properties) -> None:
    nodes = properties.master_profile.count + sum(pool.count for pool in properties.agent_pool_profiles)
    size = next((size for limit, size in ETCD_DISK_SIZES if nodes > limit), 256)
    config.derived("etcd_disk_size_gb", str(size), f"{nodes} nodes")
    config.default("etcd_storage_limit_gb", 8)


def _private(profile: PrivateCluster, path: Path, origins: Origins) -> PrivateCluster:
    private = Filling(profile, path, origins)
    private.default("enabled", False)
    if private.get("enabled") and profile.jumpbox_profile:
        found = filled_jumpbox(profile.jumpbox_profile, (*path, "jumpboxProfile"), origins)
        private.replace("jumpbox_profile", found)
    return private.done()
