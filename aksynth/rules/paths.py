"""Dotted beginnings of paths, for the examples of rules."""

P = "properties."
O = P + "orchestratorProfile."  # noqa: E741
K = O + "kubernetesConfig."
M = P + "masterProfile."
A = P + "agentPoolProfiles.0."
L = P + "linuxProfile."
S = P + "servicePrincipalProfile."
X = P + "aksynth."

SUBNET = (
    "/subscriptions/11111111-2222-3333-4444-555555555555/resourceGroups/net"
    "/providers/Microsoft.Network/virtualNetworks/ours/subnets/"
)
VNET = {
    M + "vnetSubnetID": SUBNET + "masters",
    A + "vnetSubnetID": SUBNET + "agents",
    M + "firstConsecutiveStaticIP": "10.239.0.200",
    M + "vnetCidr": "10.239.0.0/16",
    X + "subnets": {SUBNET + "masters": "10.239.0.0/22", SUBNET + "agents": "10.239.4.0/22"},
}
"""A custom virtual network."""
IN_SCALE_SET = {
    **VNET,
    M + "availabilityProfile": "VirtualMachineScaleSets",
    M + "firstConsecutiveStaticIP": None,
    M + "agentVnetSubnetID": SUBNET + "agents",
}
"""The same with masters in a scale set."""
REGISTRY = "/subscriptions/s/resourceGroups/g/providers/Microsoft.ContainerRegistry/registries/images"
"""An Azure container registry."""
