"""Fields of `kubernetesConfig` about the network."""

from __future__ import annotations

from aksynth.apimodel.private_cluster import PrivateCluster
from aksynth.apimodel.profile import Profile, key, profile
from aksynth.apimodel.status import BUILT, NOT_BUILT, Replacement, Status, built, ignored, mapped, only, refused
from aksynth.catalog import network_plugins


class NetworkFields(Profile):
    """Plugin, ranges, proxy, load balancer."""

    network_plugin: str | None = key(
        "networkPlugin",
        None,
        "CNI plugin.",
        unset="azure; cilium with networkPolicy cilium, kubenet with none",
        values=network_plugins.plugins(),
        rule="V60",
        status=built(*network_plugins.built(), judged_by="A113"),
    )
    network_policy: str | None = key(
        "networkPolicy",
        None,
        "Network policy engine.",
        unset="none",
        values=network_plugins.policies(),
        rule="V61",
        status=Status(
            kind="built",
            values=network_plugins.built_policies(),
            judged_by="A113",
            replaced={"none": Replacement("", "AKS Engine used the value none for kubenet without a policy")},
        ),
    )
    network_mode: str | None = key(
        "networkMode",
        None,
        "Mode of Azure CNI.",
        unset="transparent with Azure CNI",
        values=network_plugins.modes(),
        rule="V64",
        status=only("transparent"),
    )
    cluster_subnet: str | None = key(
        "clusterSubnet",
        None,
        "Range of pods; with Azure CNI and an owned virtual network, range of nodes and pods.",
        unit="CIDR",
        unset="10.240.0.0/12 with Azure CNI, else 10.244.0.0/16",
        rule="V44",
        reaches="address_prefixes of the subnet",
        status=BUILT,
    )
    service_cidr: str | None = key(
        "serviceCidr",
        None,
        "Range of Services.",
        unit="CIDR",
        unset="10.0.0.0/16",
        rule="V47",
        reaches="networking.serviceSubnet of kubeadm",
        status=BUILT,
    )
    dns_service_ip: str | None = key(
        "dnsServiceIP",
        None,
        "Address of the cluster DNS.",
        unset="10.0.0.10",
        rule="V48",
        reaches="clusterDNS of the kubelet",
        status=refused(judged_by="V48"),
    )
    docker_bridge_subnet: str | None = key(
        "dockerBridgeSubnet",
        None,
        "Range of docker0.",
        unit="CIDR",
        status=ignored("Kubernetes no longer uses docker", by_aks_engine=("172.17.0.1/16",)),
    )
    kube_proxy_mode: str | None = key(
        "kubeProxyMode",
        None,
        "Mode of kube-proxy.",
        unset="iptables",
        values=("iptables", "ipvs", "nftables"),
        rule="V41",
        reaches="mode of KubeProxyConfiguration",
        status=BUILT,
    )
    max_pods: int | None = key(
        "maxPods",
        None,
        "Not used by AKS Engine, which used --max-pods.",
        minimum=5,
        zero=True,
        rule="V42",
        status=ignored("AKS Engine did not use it; set --max-pods in kubeletConfig"),
    )
    load_balancer_sku: str | None = key(
        "loadBalancerSku",
        None,
        "SKU of load balancers and public IP addresses.",
        unset="Standard",
        values=("Standard", "Basic"),
        any_case=True,
        rule="V28",
        status=mapped(
            {
                "Basic": Replacement("Standard", "Azure retired Basic load balancers on 2025-09-30"),
                "basic": Replacement("Standard", "Azure retired Basic load balancers on 2025-09-30"),
            }
        ),
    )
    exclude_master_from_standard_lb: bool | None = key(
        "excludeMasterFromStandardLB",
        None,
        "Exclude masters from the load balancer of Services.",
        unset="true",
        status=ignored("masters are always excluded from the load balancer of Services", harmless=(True,)),
    )
    load_balancer_outbound_ips: int | None = key(
        "loadBalancerOutboundIPs",
        None,
        "Number of public IP addresses of outbound traffic. Each has 64,512 ports.",
        unset="1",
        minimum=1,
        maximum=16,
        zero=True,
        rule="V31",
        reaches="azurerm_public_ip of the NAT gateway",
        status=BUILT,
    )
    outbound_rule_idle_timeout_in_minutes: int | None = key(
        "outboundRuleIdleTimeoutInMinutes",
        None,
        "Idle timeout of outbound connections.",
        unit="minutes",
        unset="30",
        minimum=4,
        maximum=120,
        zero=True,
        rule="V33",
        reaches="idle_timeout_in_minutes of the NAT gateway",
        status=BUILT,
    )
    maximum_load_balancer_rule_count: int | None = key(
        "maximumLoadBalancerRuleCount",
        None,
        "Maximum number of rules of the load balancer of Services.",
        unset="250",
        minimum=0,
        rule="V32",
        reaches="maximumLoadBalancerRuleCount of the cloud provider",
        status=BUILT,
    )
    cloud_provider_disable_outbound_snat: bool | None = key(
        "cloudProviderDisableOutboundSNAT",
        None,
        "Disable outbound SNAT of load balancer rules.",
        unset="true: nodes use the NAT gateway",
        reaches="disableOutboundSNAT of the cloud provider",
        status=ignored(
            "nodes use the NAT gateway, so load balancer rules never provide outbound SNAT",
            harmless=(True,),
            by_aks_engine=(False,),
        ),
    )
    enable_multiple_standard_load_balancers: bool | None = key(
        "enableMultipleStandardLoadBalancers",
        None,
        "One load balancer per pool.",
        unset="false",
        status=only(False),
    )
    tags: str | None = key(
        "tags",
        None,
        "Tags of resources that the cloud provider creates: k=v, separated by commas.",
        unset="none",
        reaches="tags of the cloud provider",
        status=NOT_BUILT,
    )
    private_cluster: PrivateCluster = profile(
        "privateCluster", PrivateCluster, "A cluster without a public API endpoint."
    )
