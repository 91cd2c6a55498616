"""Values and numbers of the network."""

from __future__ import annotations

from aksynth.rules.paths import K
from aksynth.rules.registry import AKS_ENGINE, AZURE
from aksynth.rules.values.bounds import values_rule

values_rule(
    "V28",
    title="Load balancers must be Basic or Standard",
    why="Basic becomes Standard: Azure has retired it.",
    wrong={K + "loadBalancerSku": "Gateway"},
    right={K + "loadBalancerSku": "standard"},
    advice="remove the field",
    source=AKS_ENGINE,
)
values_rule(
    "V31",
    title="loadBalancerOutboundIPs must be at most 16",
    why="The limit of a NAT gateway. Each address has 64,512 ports.",
    wrong={K + "loadBalancerOutboundIPs": 17},
    right={K + "loadBalancerOutboundIPs": 1},
    advice="set it to 16 or less",
    source=AKS_ENGINE,
)
values_rule(
    "V32",
    title="The number of load balancer rules must not be negative",
    wrong={K + "maximumLoadBalancerRuleCount": -1},
    right={K + "maximumLoadBalancerRuleCount": 100},
    advice="remove the field",
    source=AKS_ENGINE,
)
values_rule(
    "V33",
    title="The idle timeout of connections must be 4 to 120 minutes",
    why="The limits of a NAT gateway.",
    wrong={K + "outboundRuleIdleTimeoutInMinutes": 3},
    right={K + "outboundRuleIdleTimeoutInMinutes": 4},
    advice="30 is the default",
    source=AZURE,
)
values_rule(
    "V41",
    title="The mode of kube-proxy must exist",
    wrong={K + "kubeProxyMode": "userspace"},
    right={K + "kubeProxyMode": "nftables"},
    advice="iptables is the default",
    source=AKS_ENGINE,
)
values_rule(
    "V60",
    title="The network plugin must be known",
    why="flannel was deprecated by AKS Engine itself.",
    wrong={K + "networkPlugin": "flannel"},
    right={K + "networkPlugin": "kubenet"},
    advice="azure is the default",
    source=AKS_ENGINE,
)
values_rule(
    "V61",
    title="The network policy engine must be known",
    wrong={K + "networkPolicy": "weave"},
    right={K + "networkPolicy": "calico"},
    advice="remove the field for no policies",
    source=AKS_ENGINE,
)
