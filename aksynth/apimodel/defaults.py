"""What AKS Engine filled in, for rules and decisions alike."""

from __future__ import annotations

VNET = "10.0.0.0/8"
"""The virtual network that AKS Engine made, whatever the model says."""

CLUSTER_SUBNET = "10.240.0.0/12"
SERVICE_CIDR = "10.0.0.0/16"
DNS_SERVICE_IP = "10.0.0.10"

IP_ADDRESS_COUNT = 31
"""One for the machine and one for each of 30 pods."""
