"""Rules of the security group."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from aksynth.blueprint import Blueprint
from aksynth.constructs import SecurityRule


def inbound_rules(blueprint: Blueprint, api_ranges: Sequence[str]) -> Iterator[SecurityRule]:
    """Allow the API from its ranges and the virtual network, SSH from its ranges, and etcd only between masters.

    Azure's default rule allows all other traffic in the virtual network: nodes and pods use any port.
    """
    masters = [master.address for master in blueprint.masters.machines]
    everywhere, inside = ["*"], ["VirtualNetwork"]
    if api_ranges:
        yield SecurityRule(name="allow_kube_tls", priority=100, ports="6443", sources=api_ranges, destinations=masters)
    if blueprint.access.ssh_ranges:
        yield SecurityRule(
            name="allow_ssh",
            priority=101,
            ports="22",
            sources=blueprint.access.ssh_ranges,
            destinations=masters,
        )
    yield SecurityRule(name="allow_kube_tls_inside", priority=110, ports="6443", sources=inside, destinations=masters)
    yield SecurityRule(name="allow_etcd", priority=120, ports="2379-2380", sources=masters, destinations=masters)
    yield SecurityRule(
        name="block_etcd",
        priority=130,
        ports="2379-2380",
        sources=everywhere,
        destinations=masters,
        access="Deny",
    )


def outbound_rules(blueprint: Blueprint) -> Iterator[SecurityRule]:
    """With `blockOutboundInternet`, only the virtual network and the services of Azure that a cluster needs. The names
    and priorities of the first and the last rule are those of AKS Engine. Azure's DNS and metadata service do not
    depend on rules: https://learn.microsoft.com/azure/virtual-network/network-security-groups-overview
    """
    if not blueprint.network.blocks_outbound_internet:
        return
    yield _outbound("allow_vnet", 110, "VirtualNetwork", ports="*", protocol="*")
    for number, service in enumerate(blueprint.network.outbound_services):
        yield _outbound(f"allow_{service.lower()}", 111 + number, service, ports="443")
    if blueprint.network.mounts_file_shares:
        # SMB: https://learn.microsoft.com/azure/storage/files/storage-files-networking-overview
        yield _outbound("allow_file_shares", 119, "Storage", ports="445")
    yield _outbound("block_outbound", 120, "*", ports="*", protocol="*", access="Deny")


def _outbound(name: str, priority: int, destination: str, **rest: str) -> SecurityRule:
    return SecurityRule(
        name=name, priority=priority, sources=["*"], destinations=[destination], direction="Outbound", **rest
    )
