"""`aksynth show`."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Callable
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.table import Table

from aksynth.apimodel import written
from aksynth.apimodel.masking import may_be_secret
from aksynth.blueprint import Blueprint, resolve
from aksynth.blueprint.machines import Disk, MachineSpec
from aksynth.blueprint.mirrors import Mirrors
from aksynth.blueprint.network import Subnet
from aksynth.blueprint.pools import Pool
from aksynth.blueprint.proxy import Proxy
from aksynth.cli.check import print_faults
from aksynth.cli.console import OUT, Settings
from aksynth.defaults import Filled, expanded
from aksynth.defaults.origin import nearest
from aksynth.rules import read

Rows = list[tuple[str, str]]


class Format(StrEnum):
    """The output format of a cluster."""

    TEXT = "text"
    JSON = "json"
    MODEL = "model"


def show(
    model: Annotated[Path, typer.Argument(metavar="MODEL", help="An api model.")],
    why: Annotated[bool, typer.Option("--why", help="Also show where each value comes from.")] = False,
    format_: Annotated[
        Format, typer.Option("--format", help="text, json (the blueprint) or model (the api model with all defaults).")
    ] = Format.TEXT,
    settings: Settings = None,
) -> None:
    """Show the cluster that a model describes: nodes, addresses, versions, identities, add-ons."""
    reading = read(model, settings=settings or ())
    if reading.filled is None:
        print_faults({str(model): reading})
        raise typer.Exit(2)
    if format_ is Format.MODEL:
        OUT.print(json.dumps(expanded(reading.filled), indent=2))
        return
    blueprint = resolve(reading.filled)
    if format_ is Format.JSON:
        document = {"blueprint": dataclasses.asdict(blueprint), **({"why": _why(reading.filled)} if why else {})}
        OUT.print(json.dumps(document, indent=2))
        return
    print_cluster(blueprint)
    if why:
        _reasons(reading.filled)


def print_cluster(blueprint: Blueprint) -> None:
    """Nodes, network, access and software."""
    place = blueprint.location or "a region from a Terraform variable"
    release = blueprint.kubernetes.version
    OUT.print(f"{blueprint.name}: Kubernetes {release} in {place}, resource group {blueprint.resource_group.name}")
    OUT.print(_nodes(blueprint))
    for title, rows in (("Network", _network(blueprint)), ("Access", _access(blueprint)), ("Runs", _runs(blueprint))):
        OUT.print(title)
        for label, text in rows:
            OUT.print(f"  {label:<17} {text}")


def _nodes(blueprint: Blueprint) -> Table:
    masters = blueprint.masters
    table = Table("Nodes", "Count", "Size", "Image", "OS disk", "Addresses", "Pods", box=None, pad_edge=False)
    columns = _further_columns(blueprint)
    for title, _, _ in columns:
        table.add_column(title)
    first = f"{masters.machines[0].address} to {masters.machines[-1].address}"
    single = masters.machines[0].address
    table.add_row(
        "masters",
        str(len(masters.machines)),
        *_machine(masters.machine),
        first if len(masters.machines) > 1 else single,
        str(masters.max_pods),
        *(of_masters for _, of_masters, _ in columns),
    )
    for pool in blueprint.pools:
        table.add_row(
            pool.name,
            str(pool.count),
            *_machine(pool.machine),
            f"{pool.ip_address_count} each",
            str(pool.max_pods),
            *(of_pool(pool) for _, _, of_pool in columns),
        )
    return table


def _further_columns(blueprint: Blueprint) -> list[tuple[str, str, Callable[[Pool], str]]]:
    """Title, text of the masters and text of a pool, of those columns that any of these machines fills."""
    columns: list[tuple[str, str, Callable[[Pool], str]]] = [
        ("Data disks", "", lambda pool: _data_disks(pool.machine)),
        ("Zones", " ".join(blueprint.masters.zones), lambda pool: " ".join(pool.zones)),
        ("Autoscaled", "", lambda pool: f"{pool.bounds.smallest} to {pool.bounds.largest}" if pool.bounds else ""),
        ("Rolling replacement", "", lambda pool: f"{pool.rolling.surge} more at a time" if pool.rolling else ""),
        ("Priority", "", lambda pool: f"Spot, {pool.spot.eviction_policy}" if pool.spot else ""),
    ]
    return [
        (title, of_masters, of_pool)
        for title, of_masters, of_pool in columns
        if of_masters or any(of_pool(pool) for pool in blueprint.pools)
    ]


def _machine(machine: MachineSpec) -> tuple[str, str, str]:
    return machine.size, machine.image_id or machine.image.sku, _disk(machine.os_disk)


def _disk(disk: Disk) -> str:
    kind = f"ephemeral {disk.placement}" if disk.placement else disk.storage_account_type
    return f"{disk.size_gb} GiB {kind}" if disk.size_gb else kind


def _data_disks(machine: MachineSpec) -> str:
    disks = machine.data_disks
    return f"{', '.join(str(disk.size_gb) for disk in disks)} GiB {disks[0].storage_account_type}" if disks else ""


def _network(blueprint: Blueprint) -> Rows:
    net, pods = blueprint.network, blueprint.pod_network
    policy = f", policy {pods.policy}" if pods.policy else ""
    proxy = f"kube-proxy {pods.proxy_mode}" if pods.kube_proxy else "no kube-proxy"
    return [
        ("plugin", f"{pods.plugin}{policy}, {proxy}"),
        ("virtual network", f"{net.vnet} {net.address_space}{' (exists)' if net.custom else ''}".replace("  ", " ")),
        *(
            ("subnet", f"{subnet.name} {subnet.prefix or '(range unknown)'}: {_users(blueprint, subnet)}")
            for subnet in net.subnets
        ),
        ("pods", "addresses of the subnet" if pods.pods_in_subnet else pods.pod_cidr),
        ("Services", f"{net.service_cidr}, DNS {net.dns_service_ip}"),
    ]


def _users(blueprint: Blueprint, subnet: Subnet) -> str:
    """Who is in a subnet."""
    pools = [pool.name for pool in blueprint.pools if pool.subnet == subnet.name]
    return ", ".join([*(["masters"] if blueprint.masters.subnet == subnet.name else []), *pools])


def _access(blueprint: Blueprint) -> Rows:
    access, api = blueprint.access, blueprint.endpoint
    outside = (
        "a private cluster"
        if not api.public
        else ", ".join(access.api_ranges or ()) or "ranges from a Terraform variable"
    )
    return [
        ("API inside", f"{api.name}:6443 at {api.address}"),
        *(("names known in", f"{name} {network.rpartition('/')[2]}") for name, network in blueprint.dns_links),
        ("API outside", outside),
        ("SSH from", ", ".join(access.ssh_ranges) or "the virtual network only"),
        *_pods(blueprint),
        ("kubeconfigs for", ", ".join(access.vault_readers) or "the identity of the first apply"),
    ]


def _pods(blueprint: Blueprint) -> Rows:
    """Who issues tokens that Microsoft Entra ID can check, and which pods use which identity."""
    issuer = blueprint.issuer
    if not issuer:
        return []
    said = "" if issuer.issues else ", accepted only"
    rows = [("token issuer", f"storage account {issuer.account_prefix}RANDOM, public{said}")]
    for identity in blueprint.pod_identities:
        accounts = ", ".join(f"{account.namespace}/{account.name}" for account in identity.service_accounts)
        rows.append(("pods", f"{accounts} as {identity.name}{' (exists)' if identity.id else ''}"))
    return rows


def _runs(blueprint: Blueprint) -> Rows:
    kubernetes, api = blueprint.kubernetes, blueprint.identities.azure_api
    identity = api.identity_id or api.identity or api.client_id or "from a Terraform variable"
    backup = blueprint.backup
    kept = f"every {backup.interval_hours} hours, kept {backup.retention_days} days" if backup else "none"
    etcd, quota = blueprint.masters.etcd_disk, blueprint.masters.etcd_quota_gb
    return [
        ("container runtime", _runtimes(blueprint)),
        ("etcd", f"{etcd.size_gb} GiB {etcd.storage_account_type} each, database up to {quota} GiB"),
        ("snapshots", kept),
        ("Azure identity", f"{api.kind} {identity}"),
        *([] if blueprint.assigns_roles else [("roles", "assigned by somebody else: output role_assignments")]),
        ("vaults", ", ".join(vault.reader_class for vault in blueprint.vaults)),
        *_keys(blueprint),
        ("add-ons", ", ".join(kubernetes.addons)),
        *_mirrors(blueprint.mirrors),
        *_proxy(blueprint.proxy),
        *(("pulls from", registry.rpartition("/")[2]) for registry in blueprint.container_registries),
        ("versions", ", ".join(f"{name} {version}" for name, version in kubernetes.components)),
    ]


def _keys(blueprint: Blueprint) -> Rows:
    """By version, those that encrypt Secrets and that the cluster does not create in Key Vault."""
    versions = blueprint.encryption.versions if blueprint.encryption else ()
    found = ((version.number, version.borrowed) for version in versions)
    local = [(f"key {version.number}", "in a file on each master") for version in versions if version.local]
    return [*local, *((f"key {n}", f"{key.name} in the existing vault {key.vault}") for n, key in found if key)]


def _runtimes(blueprint: Blueprint) -> str:
    """Of masters, and of each pool that has another."""
    others = [f"{pool.container_runtime} in {pool.name}" for pool in blueprint.pools if blueprint.kata]
    return ", ".join(["containerd" if not others else "containerd on masters", *others])


def _mirrors(mirrors: Mirrors) -> Rows:
    rows = [("images of", f"{registry} from {mirror}") for registry, mirror in mirrors.registries]
    return [*rows, ("packages", f"from {mirrors.packages}")] if mirrors.packages else rows


def _proxy(proxy: Proxy | None) -> Rows:
    return [("proxy", f"{proxy.https}, not for {', '.join(proxy.direct)}")] if proxy else []


def _why(filled: Filled) -> list[dict[str, Any]]:
    rows = []
    for field in written(filled.model):
        if not isinstance(field.value, str | int | float | bool) or not field.facts.is_shown:
            continue
        if may_be_secret(str(field.value)):
            continue
        origin = nearest(filled.origins, field.path)
        rows.append({"path": _location(field.path), "value": field.value, "why": str(origin or "written")})
    return rows


def _location(path: tuple[str | int, ...]) -> str:
    return "".join(f"[{part}]" if isinstance(part, int) else f".{part}" for part in path).removeprefix(".")


def _reasons(filled: Filled) -> None:
    OUT.print("Why")
    for row in _why(filled):
        value = row["value"] if isinstance(row["value"], str) else json.dumps(row["value"])
        OUT.print(f"  {row['path'].removeprefix('properties.')} = {value}  ({row['why']})")
