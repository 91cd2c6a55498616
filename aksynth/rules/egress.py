"""Outbound traffic of a custom virtual network."""

from __future__ import annotations

from collections.abc import Iterator

from aksynth.addresses import opens_vaults
from aksynth.defaults import ranges
from aksynth.rules.case import AKSYNTH_PATH, CONFIG, Case
from aksynth.rules.paths import VNET, K, X
from aksynth.rules.registry import AKSYNTH, AZURE, Finding, rule, shown


@rule(
    "A180",
    wrong={**VNET, X + "vnet.egressRanges": ["10.0.0.0/24"], X + "backup.enabled": False},
    right={**VNET, X + "vnet.egressRanges": ["198.51.100.7/32"], X + "backup.enabled": False},
    source=AZURE + "key-vault/general/network-security",
    advice="write the public addresses of the NAT gateway or firewall of the virtual network as CIDRs",
)
def egress_ranges(case: Case) -> Iterator[Finding]:
    """Entries of `aksynth.vnet.egressRanges` must be public IPv4 CIDRs with a prefix of /8 or longer.

    Key vaults see the public address of the outbound traffic, and Azure rejects private ranges in their firewall.
    """
    for i, text in enumerate(case.aksynth.vnet.egress_ranges or []):
        found = ranges.network(text)
        if not found or not opens_vaults(found):
            yield Finding((*AKSYNTH_PATH, "vnet", "egressRanges", i), "this is not a public IPv4 CIDR", shown(text))


@rule(
    "A181",
    wrong={**VNET, X + "vnet.egressRanges": ["198.51.100.7/32"]},
    right={**VNET, X + "vnet.egressRanges": ["198.51.100.7/32"], X + "backup.enabled": False},
    source=AZURE + "storage/common/storage-network-security-ip-address-range",
    advice="set backup.enabled to false, or remove egressRanges and use service endpoints",
)
def backup_by_service_endpoint(case: Case) -> Iterator[Finding]:
    """Snapshots of etcd require service endpoints, which egressRanges replaces.

    The firewall of a storage account ignores public addresses of clients in its own region.
    """
    if case.aksynth.vnet.egress_ranges and case.aksynth.backup.enabled:
        yield Finding((*AKSYNTH_PATH, "vnet", "egressRanges"), "masters could not store snapshots of etcd")


_DEFAULTS = (1, 30)
"""What AKS Engine wrote into generated models: one address, 30 minutes."""


@rule(
    "A185",
    wrong={**VNET, K + "loadBalancerOutboundIPs": 2},
    right={K + "loadBalancerOutboundIPs": 2},
    source=AKSYNTH,
    warns=True,
    advice="remove the field, and give the subnets outbound access with a NAT gateway or a route to a firewall",
)
def outbound_access(case: Case) -> Iterator[Finding]:
    """Fields of outbound addresses should be set only for a virtual network that is created for the cluster.

    aksynth creates no NAT gateway in an existing network: its subnets have outbound access of their own.
    """
    config = case.written_config
    fields = {
        "loadBalancerOutboundIPs": config.load_balancer_outbound_ips,
        "outboundRuleIdleTimeoutInMinutes": config.outbound_rule_idle_timeout_in_minutes,
    }
    for key, value in fields.items():
        if case.custom_vnet and value not in (None, 0, *_DEFAULTS):
            yield Finding((*CONFIG, key), "this has no effect with vnetSubnetID", shown(value))
