"""Ranges of the owned virtual network, as in AKS Engine."""

from __future__ import annotations

from ipaddress import IPv4Network

from aksynth.apimodel.kubernetes import KubernetesConfig
from aksynth.catalog import network_plugins

VNET = IPv4Network("10.0.0.0/8")
"""Fixed, independent of the api model."""

OTHER_SUBNET = IPv4Network("10.240.0.0/16")
"""Nodes, where pods have a range of their own; masters, where these are in a scale set."""

AGENT_SUBNET = IPv4Network("10.248.0.0/13")
"""Agents beside masters in a scale set."""

ENDPOINTS = IPv4Network("10.239.255.0/28")
"""Private endpoints of vaults and storage, beside the subnets of AKS Engine."""


def network(text: str | None) -> IPv4Network | None:
    """The range of a text such as 10.0.0.0/8. None if it is not a range."""
    try:
        found = IPv4Network(text) if text and "/" in text else None
    except ValueError:
        return None
    # Python also reads a mask behind the slash, which Azure and Terraform do not.
    return found if str(found) == text else None


def own_master_subnet(availability: str, config: KubernetesConfig) -> IPv4Network | None:
    """The masters' subnet in an owned virtual network. None if `clusterSubnet` is invalid."""
    pods_in_subnet = network_plugins.plugin(config.network_plugin).pods_in_subnet
    if availability == "VirtualMachineScaleSets" or not pods_in_subnet:
        return OTHER_SUBNET
    return network(config.cluster_subnet)
