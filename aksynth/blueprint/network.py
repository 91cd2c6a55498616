"""The virtual network and the ranges inside Kubernetes."""

from __future__ import annotations

from aksynth.apimodel import ApiModel
from aksynth.blueprint.naming import Names
from aksynth.blueprint.types import Network

ADDRESS_SPACE = "10.0.0.0/8"
"""The virtual network that AKS Engine made, whatever the model says."""


def network(model: ApiModel, names: Names) -> Network:
    """Azure CNI: nodes and pods share one subnet; traffic inside the virtual network is not masqueraded."""
    config = model.properties.orchestrator_profile.kubernetes_config
    return Network(
        vnet=names.of("k8s-vnet-{suffix}"),
        address_space=ADDRESS_SPACE,
        subnet="k8s-subnet",
        prefix=config.cluster_subnet or "10.240.0.0/12",
        security_group=names.of("k8s-master-{suffix}-nsg"),
        nat_gateway=names.of("k8s-natgw-{suffix}"),
        plugin="azure",
        service_cidr=config.service_cidr or "10.0.0.0/16",
        dns_service_ip=config.dns_service_ip or "10.0.0.10",
        non_masquerade_cidrs=(ADDRESS_SPACE, "168.63.129.16/32"),
        proxy_mode=config.kube_proxy_mode or "iptables",
    )
