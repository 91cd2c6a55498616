"""What a cluster is made of, and who reaches whom."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from aksynth.blueprint import Blueprint
from aksynth.blueprint.jumpbox import Jumpbox
from aksynth.blueprint.pools import Pool

Column = Literal["outside", "network", "services"]


@dataclass(frozen=True, kw_only=True)
class Box:
    """A part of the cluster. `subnet` is the name of the subnet that it is in, or ""."""

    key: str
    title: str
    lines: tuple[str, ...]
    column: Column
    subnet: str = ""


@dataclass(frozen=True, kw_only=True)
class Flow:
    """`source` opens connections to `target`."""

    source: str
    target: str
    label: str


@dataclass(frozen=True, kw_only=True)
class Topology:
    """`subnets` are names with ranges, that of the masters first."""

    name: str
    vnet: str
    subnets: tuple[tuple[str, str], ...]
    boxes: tuple[Box, ...]
    flows: tuple[Flow, ...]

    def of(self, column: Column, subnet: str = "") -> list[Box]:
        return [box for box in self.boxes if box.column == column and box.subnet == subnet]


def topology(blueprint: Blueprint) -> Topology:
    """The boxes and flows of a cluster."""
    net = blueprint.network
    return Topology(
        name=blueprint.name,
        vnet=f"{net.vnet} {net.address_space}".strip() + (" (exists)" if net.custom else ""),
        subnets=tuple((subnet.name, subnet.prefix or "range unknown") for subnet in blueprint.subnets),
        boxes=tuple(_boxes(blueprint)),
        flows=tuple(_flows(blueprint)),
    )


def _boxes(blueprint: Blueprint) -> Iterator[Box]:
    api, net, masters = blueprint.endpoint, blueprint.network, blueprint.masters
    ranges = ", ".join(blueprint.access.api_ranges or ()) or "ranges from a variable"
    if api.public:
        yield Box(key="clients", title="clients", lines=(ranges,), column="outside")
        yield Box(
            key="public-lb",
            title="public load balancer",
            lines=("TCP 443 to 6443 of masters", api.public.label),
            column="outside",
        )
    else:
        yield Box(key="clients", title="clients in the network", lines=("peered networks, VPN",), column="outside")
    lines = (f"{api.address}, TCP 6443", api.name)
    yield Box(key="internal-lb", title="internal load balancer", lines=lines, column="network", subnet=masters.subnet)
    yield _masters(blueprint)
    for pool in blueprint.pools:
        yield _pool(blueprint, pool)
    if blueprint.jumpbox:
        yield _jumpbox(blueprint.jumpbox, masters.subnet)
    if net.nat_gateway and not net.custom:
        yield Box(key="nat", title="NAT gateway", lines=("outbound connections",), column="network")
    yield from _services(blueprint)


def _masters(blueprint: Blueprint) -> Box:
    masters = blueprint.masters
    machines = masters.machines
    addresses = machines[0].address if len(machines) == 1 else f"{machines[0].address} to {machines[-1].address}"
    lines = (addresses, masters.machine.size, *_zones(masters.zones), f"identity {blueprint.identities.masters}")
    title = "1 master" if len(machines) == 1 else f"{len(machines)} masters"
    return Box(key="masters", title=f"{title}, etcd", lines=lines, column="network", subnet=masters.subnet)


def _pool(blueprint: Blueprint, pool: Pool) -> Box:
    lines = (f"{pool.count} x {pool.machine.size}", *_zones(pool.zones), f"identity {blueprint.identities.nodes}")
    return Box(key=f"pool-{pool.name}", title=f"pool {pool.name}", lines=lines, column="network", subnet=pool.subnet)


def _zones(zones: tuple[str, ...]) -> tuple[str, ...]:
    return (f"zone{'s' if len(zones) > 1 else ''} {', '.join(zones)}",) if zones else ()


def _jumpbox(jumpbox: Jumpbox, subnet: str) -> Box:
    reached = "public address" if jumpbox.public_ip else "no public address"
    lines = (f"{jumpbox.machine.size}, {reached}", f"identity {jumpbox.identity}")
    return Box(key="jumpbox", title=f"jumpbox {jumpbox.name}", lines=lines, column="network", subnet=subnet)


_USES = {
    "masters": ("PKI, etcd state", "masters read and write"),
    "nodes": ("join token", "masters write, agents read"),
    "access": ("kubeconfigs", "masters write, readers read"),
    "inputs": ("your secrets", "Terraform writes, masters read"),
    "kms": ("key for Secrets", "masters encrypt and decrypt"),
}


def _services(blueprint: Blueprint) -> Iterator[Box]:
    for vault in blueprint.vaults:
        lines = (*_USES[vault.reader_class], *_endpoint(blueprint, vault.reader_class))
        yield Box(
            key=f"vault-{vault.reader_class}", title=f"vault {vault.reader_class}", lines=lines, column="services"
        )
    for name in _vaults_of_keys(blueprint):
        yield Box(key=f"vault-{name}", title=f"existing vault {name}", lines=_USES["kms"], column="services")
    if blueprint.backup:
        written = f"every {blueprint.backup.interval_hours} hours, masters write"
        lines = ("etcd snapshots", written, *_endpoint(blueprint, "backup"))
        yield Box(key="backup", title="storage account", lines=lines, column="services")
    if blueprint.issuer:
        lines = ("public keys of tokens", "masters write, everybody reads")
        yield Box(key="issuer", title="storage account", lines=lines, column="services")
    yield Box(key="arm", title="Azure Resource Manager", lines=("load balancers, disks, routes",), column="services")


def _vaults_of_keys(blueprint: Blueprint) -> list[str]:
    return [vault.name for vault in blueprint.borrowed_vaults if vault.keys]


def _endpoint(blueprint: Blueprint, service: str) -> tuple[str, ...]:
    address = blueprint.private_endpoints.address(service) if blueprint.private_endpoints else None
    return (f"private endpoint {address}",) if address else ()


def _flows(blueprint: Blueprint) -> Iterator[Flow]:
    pools = [f"pool-{pool.name}" for pool in blueprint.pools]
    yield Flow(
        source="clients", target="public-lb" if blueprint.endpoint.public else "internal-lb", label="Kubernetes API"
    )
    if blueprint.endpoint.public:
        yield Flow(source="public-lb", target="masters", label="TCP 6443")
    yield Flow(source="internal-lb", target="masters", label="TCP 6443")
    for pool in pools:
        yield Flow(source=pool, target="internal-lb", label="TCP 6443")
        yield Flow(source=pool, target="vault-nodes", label="join token")
    if blueprint.jumpbox:
        yield Flow(source="clients", target="jumpbox", label="SSH")
        yield Flow(source="jumpbox", target="internal-lb", label="TCP 6443")
        yield Flow(source="jumpbox", target="vault-access", label="kubeconfig")
    for vault in blueprint.vaults:
        label = "key for Secrets" if vault.reader_class == "kms" else "secrets"
        yield Flow(source="masters", target=f"vault-{vault.reader_class}", label=label)
    for name in _vaults_of_keys(blueprint):
        yield Flow(source="masters", target=f"vault-{name}", label="key for Secrets")
    if blueprint.backup:
        yield Flow(source="masters", target="backup", label="snapshots")
    if blueprint.issuer:
        yield Flow(source="masters", target="issuer", label="public keys")
    yield Flow(source="masters", target="arm", label="cloud provider")
