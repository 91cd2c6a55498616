"""The nodes of a cluster as a table."""

from __future__ import annotations

from collections.abc import Callable

from rich.table import Table

from aksynth.blueprint import Blueprint
from aksynth.blueprint.machines import Disk, MachineSpec
from aksynth.blueprint.pools import Pool


def node_table(blueprint: Blueprint) -> Table:
    """Masters and pools."""
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
