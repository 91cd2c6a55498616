"""What may come in."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from aksynth.blueprint import Blueprint
from aksynth.constructs import InboundRule


def inbound_rules(blueprint: Blueprint, api_ranges: Sequence[str]) -> Iterator[InboundRule]:
    """The API from its ranges and from inside, SSH from its ranges, and etcd among masters only.

    Inside the virtual network Azure's own rule allows the rest: nodes and pods talk on any port.
    """
    masters = [master.address for master in blueprint.masters.machines]
    everywhere, inside = ["*"], ["VirtualNetwork"]
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
