"""The virtual network and the ranges inside Kubernetes."""

from __future__ import annotations

from aksynth.apimodel import ApiModel, defaults
from aksynth.blueprint.naming import Names
from aksynth.blueprint.types import Network


def network(model: ApiModel, names: Names) -> Network:
    """Azure CNI: nodes and pods share one subnet; traffic inside the virtual network is not masqueraded."""
    config = model.properties.orchestrator_profile.kubernetes_config
    return Network(
        vnet=names.of("k8s-vnet-{suffix}"),
        address_space=defaults.VNET,
        subnet="k8s-subnet",
        prefix=config.cluster_subnet or defaults.CLUSTER_SUBNET,
        security_group=names.of("k8s-master-{suffix}-nsg"),
        nat_gateway=names.of("k8s-natgw-{suffix}"),
        plugin="azure",
        service_cidr=config.service_cidr or defaults.SERVICE_CIDR,
        dns_service_ip=config.dns_service_ip or defaults.DNS_SERVICE_IP,
        non_masquerade_cidrs=(defaults.VNET, "168.63.129.16/32"),
        proxy_mode=config.kube_proxy_mode or "iptables",
    )
