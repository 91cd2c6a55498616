"""`kubernetesConfig`: security, etcd, flags, add-ons, and what the other files of the same beginning hold."""

from __future__ import annotations

from typing import Any

from aksynth.apimodel.addon import Addon, Component
from aksynth.apimodel.kubernetes_cloud import CloudFields
from aksynth.apimodel.kubernetes_network import NetworkFields
from aksynth.apimodel.kubernetes_runtime import RuntimeFields
from aksynth.apimodel.profile import Profile, key


def _flags(alias: str, component: str) -> Any:
    return key(
        alias,
        None,
        f"Flags of {component}: from a flag, with its dashes, to its value.",
        unset="none",
        rule="A20",
        reaches=f"arguments of {component}",
    )


class SecurityFields(Profile):
    """Access and encryption."""

    enable_rbac: bool | None = key("enableRbac", None, "Role-based access control.", unset="true", rule="V24")
    enable_aggregated_apis: bool | None = key(
        "enableAggregatedAPIs", None, "The aggregation layer.", unset="true", rule="V23"
    )
    enable_secure_kubelet: bool | None = key(
        "enableSecureKubelet", None, "Kubelets ask for certificates.", unset="true", rule="A67"
    )
    enable_pod_security_policy: bool | None = key("enablePodSecurityPolicy", None, "Pod security policies.", rule="V25")
    pod_security_policy_config: dict[str, str] | None = key("podSecurityPolicyConfig", None, "Their settings.")
    enable_data_encryption_at_rest: bool | None = key(
        "enableDataEncryptionAtRest",
        None,
        "Secrets are encrypted in etcd with a key made on the first master.",
        unset="false",
    )
    etcd_encryption_key: str | None = key(
        "etcdEncryptionKey", None, "A key for that, base64.", secret=True, unset="made on the first master", rule="V26"
    )
    enable_encryption_with_external_kms: bool | None = key(
        "enableEncryptionWithExternalKms", None, "Secrets are encrypted in etcd with a key of Key Vault.", unset="false"
    )
    key_vault_sku: str | None = key(
        "keyVaultSku",
        None,
        "Premium: the key lies in an HSM.",
        unset="Standard",
        values=("Standard", "Premium"),
        any_case=True,
        rule="A68",
        reaches="sku_name, key_type",
    )


class EtcdFields(Profile):
    """etcd, and the kubelet's garbage collection."""

    etcd_version: str | None = key("etcdVersion", None, "Version of etcd.", unset="kubeadm's")
    etcd_disk_size_gb: str | None = key(
        "etcdDiskSizeGB",
        None,
        "Each master's disk for etcd, as text. A disk that exists keeps its size.",
        unit="GiB",
        unset="256; 512 above 3 nodes, 1024 above 10, 2048 above 20",
        rule="A41",
        reaches="azurerm_managed_disk.disk_size_gb",
    )
    etcd_storage_limit_gb: int | None = key(
        "etcdStorageLimitGB",
        None,
        "Quota of etcd's database.",
        unit="GiB",
        unset="8",
        minimum=2,
        maximum=100,
        zero=True,
        rule="V34",
    )
    gc_high_threshold: int | None = key("gchighthreshold", None, "AKS Engine read it and did nothing.")
    gc_low_threshold: int | None = key("gclowthreshold", None, "AKS Engine read it and did nothing.")
    kube_reserved_cgroup: str | None = key("kubeReservedCgroup", None, "systemd slice for kube-reserved.", unset="none")


class KubernetesConfig(NetworkFields, RuntimeFields, CloudFields, SecurityFields, EtcdFields):
    """Cluster settings."""

    addons: list[Addon] | None = key("addons", None, "Add-ons by name.", unset="the network's, DNS, CSI, metrics")
    components: list[Component] | None = key("components", None, "Parts of the control plane.", unset="all")
    kubelet_config: dict[str, str] | None = _flags("kubeletConfig", "the kubelet")
    api_server_config: dict[str, str] | None = _flags("apiServerConfig", "kube-apiserver")
    controller_manager_config: dict[str, str] | None = _flags("controllerManagerConfig", "kube-controller-manager")
    cloud_controller_manager_config: dict[str, str] | None = _flags(
        "cloudControllerManagerConfig", "cloud-controller-manager"
    )
    scheduler_config: dict[str, str] | None = _flags("schedulerConfig", "kube-scheduler")
