"""`kubernetesConfig`: security, etcd, flags and add-ons. The other kubernetes_*.py files have the rest."""

from __future__ import annotations

from typing import Any

from aksynth.apimodel.addon import Addon, Component
from aksynth.apimodel.kubernetes_cloud import CloudFields
from aksynth.apimodel.kubernetes_network import NetworkFields
from aksynth.apimodel.kubernetes_runtime import RuntimeFields
from aksynth.apimodel.patterns import WHOLE_NUMBER
from aksynth.apimodel.profile import Profile, key
from aksynth.apimodel.status import (
    ANY,
    BUILT,
    BY_FIELDS,
    NOT_BUILT,
    Needs,
    Status,
    built,
    ignored,
    not_built,
    refused,
)


def _flags(alias: str, component: str, status: Status) -> Any:
    return key(
        alias,
        None,
        f"Flags of {component}: from a flag, with its dashes, to its value.",
        unset="none",
        rule="A20",
        reaches=f"arguments of {component}",
        status=status,
    )


class SecurityFields(Profile):
    """Access and encryption."""

    enable_rbac: bool | None = key(
        "enableRbac",
        None,
        "Role-based access control.",
        unset="true",
        rule="V24",
        status=refused(judged_by="V24", harmless=(True,)),
    )
    enable_aggregated_apis: bool | None = key(
        "enableAggregatedAPIs",
        None,
        "The aggregation layer.",
        unset="true",
        rule="V23",
        status=refused(judged_by="V23", harmless=(True,)),
    )
    enable_secure_kubelet: bool | None = key(
        "enableSecureKubelet",
        None,
        "Kubelets require client certificates.",
        unset="true",
        rule="A67",
        status=refused(judged_by="A67", harmless=(True,)),
    )
    enable_pod_security_policy: bool | None = key(
        "enablePodSecurityPolicy",
        None,
        "Pod security policies.",
        rule="V25",
        status=ignored(
            "Kubernetes 1.25 removed pod security policies; use the labels of Pod Security Admission",
            harmless=(False,),
        ),
    )
    pod_security_policy_config: dict[str, str] | None = key(
        "podSecurityPolicyConfig",
        None,
        "Their settings.",
        status=ignored("Kubernetes 1.25 removed pod security policies"),
    )
    enable_data_encryption_at_rest: bool | None = key(
        "enableDataEncryptionAtRest",
        None,
        "Encrypt Secrets in etcd with a key that each master has in a file.",
        unset="false",
        rule="A280",
        reaches="EncryptionConfiguration, --encryption-provider-config",
        status=BUILT,
    )
    etcd_encryption_key: str | None = key(
        "etcdEncryptionKey",
        None,
        "Key for this encryption, base64.",
        secret=True,
        unset="created by the first master",
        rule="V26",
        status=ignored("the first master creates the key and keeps it in a vault; a key from a file is not used"),
    )
    enable_encryption_with_external_kms: bool | None = key(
        "enableEncryptionWithExternalKms",
        None,
        "Encrypt Secrets in etcd with a key in Key Vault.",
        unset="false",
        reaches="azurerm_key_vault, --encryption-provider-config",
        status=BUILT,
    )
    key_vault_sku: str | None = key(
        "keyVaultSku",
        None,
        "Premium: the key is in an HSM.",
        unset="Standard",
        values=("Standard", "Premium"),
        any_case=True,
        rule="A68",
        reaches="sku_name, key_type",
        status=built(needs=[Needs("enableEncryptionWithExternalKms", True)]),
    )


class EtcdFields(Profile):
    """etcd, and the kubelet's garbage collection."""

    etcd_version: str | None = key(
        "etcdVersion",
        None,
        "Version of etcd.",
        unset="kubeadm's",
        status=ignored("kubeadm chooses the etcd version of the release", by_aks_engine=("3.3.25", "3.3.15")),
    )
    etcd_disk_size_gb: str | None = key(
        "etcdDiskSizeGB",
        None,
        "Size of the etcd disk of each master, as a string. An existing disk keeps its size.",
        unit="GiB",
        unset="256; 512 above 3 nodes, 1024 above 10, 2048 above 20",
        rule="A41",
        reaches="azurerm_managed_disk.disk_size_gb",
        pattern=WHOLE_NUMBER,
        status=BUILT,
    )
    etcd_storage_limit_gb: int | None = key(
        "etcdStorageLimitGB",
        None,
        "Quota of the etcd database.",
        unit="GiB",
        unset="8",
        minimum=2,
        maximum=100,
        zero=True,
        rule="V34",
        status=BUILT,
    )
    gc_high_threshold: int | None = key(
        "gchighthreshold",
        None,
        "Not used by AKS Engine.",
        status=ignored(
            "AKS Engine did not use it; set --image-gc-high-threshold in kubeletConfig", by_aks_engine=(85,)
        ),
    )
    gc_low_threshold: int | None = key(
        "gclowthreshold",
        None,
        "Not used by AKS Engine.",
        status=ignored("AKS Engine did not use it; set --image-gc-low-threshold in kubeletConfig", by_aks_engine=(80,)),
    )
    kube_reserved_cgroup: str | None = key(
        "kubeReservedCgroup", None, "systemd slice for kube-reserved.", unset="none", status=NOT_BUILT
    )


class KubernetesConfig(NetworkFields, RuntimeFields, CloudFields, SecurityFields, EtcdFields):
    """Cluster settings."""

    addons: list[Addon] | None = key(
        "addons", None, "Add-ons by name.", unset="network, DNS, CSI and metrics", status=BY_FIELDS
    )
    components: list[Component] | None = key(
        "components",
        None,
        "Components of the control plane.",
        unset="all",
        status=ignored("kubeadm runs the control plane with the images of the release", by_aks_engine=(ANY,)),
    )
    kubelet_config: dict[str, str] | None = _flags("kubeletConfig", "the kubelet", built(judged_by="flags"))
    api_server_config: dict[str, str] | None = _flags("apiServerConfig", "kube-apiserver", built(judged_by="flags"))
    controller_manager_config: dict[str, str] | None = _flags(
        "controllerManagerConfig", "kube-controller-manager", built(judged_by="flags")
    )
    cloud_controller_manager_config: dict[str, str] | None = _flags(
        "cloudControllerManagerConfig", "cloud-controller-manager", not_built(judged_by="flags")
    )
    scheduler_config: dict[str, str] | None = _flags("schedulerConfig", "kube-scheduler", built(judged_by="flags"))

    def enabled_addon(self, name: str) -> Addon | None:
        """The add-on of this name, if it is there and not disabled."""
        return next((addon for addon in self.addons or [] if addon.name == name and addon.enabled is not False), None)
