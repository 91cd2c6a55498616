"""`orchestratorProfile` and its `kubernetesConfig`."""

from __future__ import annotations

from aksynth.apimodel.profile import Profile, key, profile


class PrivateCluster(Profile):
    """`privateCluster`."""

    enabled: bool | None = key("enabled", None, "No public API endpoint.")


class KubernetesConfig(Profile):
    """`kubernetesConfig`; flag maps are from a component's flag, with its dashes, to its value."""

    network_plugin: str | None = key("networkPlugin", None, "CNI plugin; default azure.")
    network_policy: str | None = key("networkPolicy", None, "Network policy engine; default none.")
    cluster_subnet: str | None = key("clusterSubnet", None, "CIDR of nodes and pods; default 10.240.0.0/12.")
    service_cidr: str | None = key("serviceCidr", None, "CIDR of Services; default 10.0.0.0/16.")
    dns_service_ip: str | None = key("dnsServiceIP", None, "Address of the cluster's DNS; default 10.0.0.10.")
    kube_proxy_mode: str | None = key("kubeProxyMode", None, "iptables (default), ipvs or nftables.")
    container_runtime: str | None = key("containerRuntime", None, "Container runtime; containerd.")
    use_managed_identity: bool | None = key("useManagedIdentity", None, "False: a service principal is used.")
    user_assigned_id: str | None = key("userAssignedID", None, "Name or resource id of the masters' identity.")
    etcd_disk_size_gb: str | None = key("etcdDiskSizeGB", None, "GiB, as text; default by the number of nodes.")
    enable_rbac: bool | None = key("enableRbac", None, "Role-based access control; always on.")
    load_balancer_sku: str | None = key("loadBalancerSku", None, "Standard.")
    private_cluster: PrivateCluster = profile("privateCluster", PrivateCluster, "A cluster without public API.")
    api_server_config: dict[str, str] | None = key("apiServerConfig", None, "Flags of kube-apiserver.")
    controller_manager_config: dict[str, str] | None = key(
        "controllerManagerConfig", None, "Flags of kube-controller-manager."
    )
    scheduler_config: dict[str, str] | None = key("schedulerConfig", None, "Flags of kube-scheduler.")


class OrchestratorProfile(Profile):
    """`orchestratorProfile`."""

    orchestrator_type: str | None = key("orchestratorType", None, "Kubernetes.")
    orchestrator_release: str | None = key("orchestratorRelease", None, "Minor release, such as 1.36.")
    orchestrator_version: str | None = key("orchestratorVersion", None, "Exact release, such as 1.36.4.")
    kubernetes_config: KubernetesConfig = profile("kubernetesConfig", KubernetesConfig, "Cluster settings.")
