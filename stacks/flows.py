"""Inbound security rules."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from aksynth.blueprint import Blueprint
from aksynth.constructs import InboundRule


def inbound_rules(blueprint: Blueprint, api_ranges: Sequence[str]) -> Iterator[InboundRule]:
    """Allow the API from its ranges and the virtual network, SSH from its ranges, and etcd only between masters.

    Azure's default rule allows all other traffic in the virtual network: nodes and pods use any port.
    """
    masters = [master.address for master in blueprint.masters.machines]
    everywhere, inside = ["*"], ["VirtualNetwork"]
    if api_ranges:
        yield InboundRule(name="allow_kube_tls", priority=100, ports="6443", sources=api_ranges, destinations=masters)
    if blueprint.access.ssh_ranges:
        yield InboundRule(
            name="allow_ssh",
            priority=101,
            ports="22",
            sources=blueprint.access.ssh_ranges,
            destinations=masters,
        )
    yield InboundRule(name="allow_kube_tls_inside", priority=110, ports="6443", sources=inside, destinations=masters)
    yield InboundRule(name="allow_etcd", priority=120, ports="2379-2380", sources=masters, destinations=masters)
    yield InboundRule(
        name="block_etcd",
        priority=130,
        ports="2379-2380",
        sources=everywhere,
        destinations=masters,
        access="Deny",
    )
